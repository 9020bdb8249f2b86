package org.extoledestination.queue.shard;

import java.util.List;
import java.util.stream.IntStream;
import org.extoledestination.event.Person;

/**
 * The queues of the events.
 *
 * @param base the queue's name where there is one alone; the shards are called that with a number behind it
 * @param count how many shards there are; 1: the one queue
 */
public record Shards(String base, int count) {

    private static final int DIGITS = 6;
    private static final int HEXADECIMAL = 16;

    /** Whether there are several. */
    public boolean areSeveral() {
        return count > 1;
    }

    /** The queue of a person's events: always the same. */
    public String queueOf(Person person) {
        return areSeveral()
                ? base + '.' + Integer.parseInt(person.fingerprint().substring(0, DIGITS), HEXADECIMAL) % count
                : base;
    }

    /** The queues into which events are put. */
    public List<String> queues() {
        return areSeveral()
                ? IntStream.range(0, count).mapToObj(i -> base + '.' + i).toList()
                : List.of(base);
    }

    /** Whether it is one of them, or was it before there were several. */
    public boolean isOne(String queue) {
        return queue.equals(base) || (areSeveral() && queue.startsWith(base + '.'));
    }
}
