package org.extoledestination.command;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the events so far.
 *
 * @param read all of them; the first {@code read} events of the file are done
 * @param accepted kept by the instance
 * @param leftOut outside of the time asked for
 * @param refused the others, by code
 */
record Tally(long read, long accepted, long leftOut, Map<String, Long> refused) {

    static final Tally NOTHING = new Tally(0, 0, 0, Map.of());

    Tally {
        refused = new TreeMap<>(refused);
    }

    Tally plus(long moreAccepted, long moreLeftOut, Iterable<String> refusedCodes) {
        Map<String, Long> codes = new TreeMap<>(refused);
        long moreRefused = 0;
        for (String code : refusedCodes) {
            codes.merge(code, 1L, Long::sum);
            moreRefused++;
        }
        return new Tally(
                read + moreAccepted + moreLeftOut + moreRefused, accepted + moreAccepted, leftOut + moreLeftOut, codes);
    }

    /** Both together. */
    Tally plus(Tally other) {
        Map<String, Long> codes = new TreeMap<>(refused);
        other.refused.forEach((code, count) -> codes.merge(code, count, Long::sum));
        return new Tally(read + other.read, accepted + other.accepted, leftOut + other.leftOut, codes);
    }

    long allRefused() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }
}
