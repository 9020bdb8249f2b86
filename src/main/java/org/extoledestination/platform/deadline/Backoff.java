package org.extoledestination.platform.deadline;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential with full jitter: anything up to 1, 2, 4, 8 ... times the first wait, up to the longest.
 *
 * @param first the longest possible wait after one failure
 * @param longest where the doubling ends
 */
public record Backoff(Duration first, Duration longest) {

    private static final int LARGEST_SHIFT = 30;

    /** How long to wait after so many failures in a row. */
    public Duration after(int failures) {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(most(failures).toMillis()) + 1);
    }

    /** The longest wait after so many failures in a row. */
    public Duration most(int failures) {
        long factor = 1L << Math.min(LARGEST_SHIFT, Math.max(0, failures - 1));
        return Duration.ofMillis(Math.max(1, Math.min(longest.toMillis(), first.toMillis() * factor)));
    }
}
