package org.extoledestination.gate.audience;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Serializes assertions with a common identity, even if their events are in different sequences: the second is compared
 * when the result of the first is known.
 */
final class Turns {

    /** As long as an answer of Extole's takes. A turn that is not given back is over then, too. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** More would take the room in which events of others are delivered. */
    static final int MOST_WAITING = 64;

    private final long longest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    /** By name since when, as a nanosecond of this process. */
    private final Map<String, Long> taken = new HashMap<>();

    private int waiting;

    Turns(Duration longest) {
        this.longest = longest.toNanos();
    }

    /** One turn. */
    record Turn(Set<String> names, Long since) {}

    /** Waits until nobody else has one of the names; not for long, and not if many wait already. */
    Turn take(Set<String> names) {
        lock.lock();
        try {
            awaitFree(names);
            Turn turn = new Turn(names, System.nanoTime());
            names.forEach(name -> taken.put(name, turn.since()));
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private void awaitFree(Set<String> names) {
        long wait = longest;
        while (wait > 0 && waiting < MOST_WAITING && isTaken(names)) {
            waiting++;
            try {
                wait = left.awaitNanos(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                waiting--;
            }
        }
    }

    private boolean isTaken(Set<String> names) {
        long now = System.nanoTime();
        return names.stream().map(taken::get).anyMatch(since -> since != null && now - since < longest);
    }

    /** Gives it back. */
    void leave(Turn turn) {
        lock.lock();
        try {
            turn.names().forEach(name -> taken.remove(name, turn.since()));
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
