package org.extoledestination.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What arrived of one lane, compactly: four bytes a person. Events of a person are numbered 0, 1, 2 ...; so each arrival
 * tells whether it is the next one, a repeat, or too early. For one thread.
 */
final class Deliveries {

    private static final int NONE = -1;

    private int[] last = new int[0];
    private final Set<Long> skipped = new HashSet<>();
    private long received;
    private long repeated;
    private long late;
    private long lastNanos;

    void add(int person, int number) {
        if (person >= last.length) {
            int old = last.length;
            last = Arrays.copyOf(last, Math.max(person + 1, old * 2));
            Arrays.fill(last, old, last.length, NONE);
        }
        lastNanos = System.nanoTime();
        received++;
        int before = last[person];
        if (number == before + 1) {
            last[person] = number;
        } else if (number > before) {
            for (int gap = before + 1; gap < number; gap++) {
                skipped.add(key(person, gap));
            }
            last[person] = number;
        } else if (skipped.remove(key(person, number))) {
            late++;
        } else {
            repeated++;
        }
    }

    private static long key(int person, int number) {
        return (long) person << 32 | number;
    }

    /** Events that arrived, each counted once. */
    long distinct() {
        return received - repeated;
    }

    String report(long unreadable) {
        long people = Arrays.stream(last).filter(number -> number != NONE).count();
        return ("{\"received\":%d,\"distinct\":%d,\"repeated\":%d,\"late\":%d,\"missing\":%d,\"people\":%d,"
                        + "\"unreadable\":%d,\"lastNanos\":%d,\"nanos\":%d}")
                .formatted(
                        received,
                        distinct(),
                        repeated,
                        late,
                        skipped.size(),
                        people,
                        unreadable,
                        lastNanos,
                        System.nanoTime());
    }
}
