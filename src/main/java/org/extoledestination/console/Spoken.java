package org.extoledestination.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers as people read them. */
public final class Spoken {

    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int KILO = 1_000;

    private Spoken() {}

    /** A whole number. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number of seconds, in its two largest units. */
    public static String seconds(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        return seconds < HOUR
                ? seconds / MINUTE + " min " + seconds % MINUTE + " s"
                : seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
    }

    /** How long it was from one time to another. */
    public static String between(Instant since, Instant until) {
        return seconds(Math.max(0, Duration.between(since, until).toSeconds()));
    }

    /** A number of bytes. */
    public static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        return bytes < KILO * KILO
                ? String.format(Locale.ROOT, "%.1f kB", bytes / (double) KILO)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / (double) (KILO * KILO));
    }
}
