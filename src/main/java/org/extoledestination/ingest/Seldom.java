package org.extoledestination.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Lets one line a minute of each kind into the log: senders decide how many there would be. */
final class Seldom {

    private static final int MOST_KINDS = 500;
    private static final String OTHERS = "others";
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier clock;
    private final Map<String, long[]> kinds = new HashMap<>();

    Seldom(LongSupplier clock) {
        this.clock = clock;
    }

    /** How many of this kind had no line since the last one, if one is due now. */
    synchronized OptionalLong due(String kind) {
        long now = clock.getAsLong();
        long[] known = kinds.get(kinds.containsKey(kind) || kinds.size() < MOST_KINDS ? kind : OTHERS);
        if (known == null) {
            kinds.put(kinds.size() < MOST_KINDS ? kind : OTHERS, new long[] {now, 0});
            return OptionalLong.of(0);
        }
        if (now - known[0] < MINUTE) {
            known[1]++;
            return OptionalLong.empty();
        }
        long untold = known[1];
        known[0] = now;
        known[1] = 0;
        return OptionalLong.of(untold);
    }

    /** Ends a line. */
    static String more(long untold) {
        return untold == 0 ? "" : " And " + untold + " more of this kind since the last such line.";
    }
}
