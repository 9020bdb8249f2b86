package org.extoledestination.delivery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential with full jitter: anything up to 1, 2, 4, 8 ... times the first wait, up to the longest.
 *
 * @param first the longest possible wait after one failure
 * @param longest where the doubling ends
 */
record Backoff(Duration first, Duration longest) {

    private static final int LARGEST_SHIFT = 30;

    /** How long to wait after so many failures in a row. */
    Duration after(int failures) {
        long factor = 1L << Math.min(LARGEST_SHIFT, Math.max(0, failures - 1));
        long most = Math.min(longest.toMillis(), first.toMillis() * factor);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(1, most)) + 1);
    }
}
