package org.extoledestination.command;

import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of an import.
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

    /** The counts of events that are all accepted, left out or refused. */
    static Tally of(long accepted, long leftOut, Map<String, Long> refused) {
        Tally ends = new Tally(0, accepted, leftOut, refused);
        return new Tally(accepted + leftOut + ends.allRefused(), accepted, leftOut, refused);
    }

    Tally plus(Tally more) {
        Map<String, Long> codes = new TreeMap<>(refused);
        more.refused.forEach((code, count) -> codes.merge(code, count, Long::sum));
        return new Tally(read + more.read, accepted + more.accepted, leftOut + more.leftOut, codes);
    }

    long allRefused() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }
}
