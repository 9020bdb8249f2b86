package org.extoledestination.sandbox;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ids as Extole makes them for events, persons and errors: seconds since 1970, then 32 bits that look random. */
final class Ids {
    private static final int ODD = 0x9E37_79B9;
    private static final AtomicInteger SEQUENCE =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());

    private Ids() {}

    /** Real random bits would repeat within a second of heavy load; a sequence times an odd number does not. */
    static String next() {
        long bits = Integer.toUnsignedLong(SEQUENCE.getAndIncrement() * ODD);
        return Long.toString(((System.currentTimeMillis() / 1000) << 32) + bits);
    }
}
