package org.extoledestination.platform.deadline;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential with jitter: anything from a twentieth of 1, 2, 4, 8 ... times the first wait to the whole, up to the
 * longest.
 *
 * @param first the longest possible wait after one failure
 * @param longest where the doubling ends
 */
public record Backoff(Duration first, Duration longest) {

    private static final int LARGEST_SHIFT = 30;

    /** Never at once: of an attempt that has failed in part, other parts may be under way. */
    private static final int LEAST_PART = 20;

    /** How long to wait after so many failures in a row. */
    public Duration after(int failures) {
        long most = most(failures).toMillis();
        long least = most / LEAST_PART;
        return Duration.ofMillis(least + ThreadLocalRandom.current().nextLong(most - least) + 1);
    }

    /** The longest wait after so many failures in a row. */
    public Duration most(int failures) {
        long factor = 1L << Math.min(LARGEST_SHIFT, Math.max(0, failures - 1));
        return Duration.ofMillis(Math.max(1, Math.min(longest.toMillis(), first.toMillis() * factor)));
    }
}
