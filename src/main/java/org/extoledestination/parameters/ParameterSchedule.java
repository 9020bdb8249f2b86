package org.extoledestination.parameters;

import java.time.Duration;
import org.extoledestination.delivery.DeliverySettings;

/** When it is whose turn. */
record ParameterSchedule(DeliverySettings settings) {

    /** Longer than a call can take; renewed before each. */
    static final Duration LEASE = Duration.ofMinutes(2);

    /** A {@code Retry-After} is believed up to that. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final int LARGEST_SHIFT = 20;
    private static final int LOOKS_AT_LEAST = 8;

    /** The event itself makes the person at Extole, a moment after it was taken. */
    Duration beforeFirstTry() {
        return settings.firstWait();
    }

    /** After a failure: 1, 2, 4, 8 ... times the first wait, up to the longest. {@code before}: failures in a row before it. */
    Duration afterFailure(int before) {
        return doubled(before, settings.longestWait());
    }

    /**
     * The same for a person whom Extole does not know. It goes on growing: people who never turn up must not use up the
     * calls of the others.
     */
    Duration afterNobody(int attempts) {
        Duration part = settings.giveUpAfter().dividedBy(LOOKS_AT_LEAST);
        return doubled(attempts, part.compareTo(settings.longestWait()) > 0 ? part : settings.longestWait());
    }

    /** No wait is longer, whoever asks for it; a time after it was set by a clock that was ahead. */
    Duration longest() {
        return longer(longer(LONGEST_ASKED, settings.longestWait()), settings.giveUpAfter());
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    boolean isOver(Duration tried) {
        return tried.compareTo(settings.giveUpAfter()) >= 0;
    }

    private Duration doubled(int times, Duration most) {
        long factor = 1L << Math.min(LARGEST_SHIFT, times);
        return Duration.ofMillis(
                Math.max(1, Math.min(most.toMillis(), settings.firstWait().toMillis() * factor)));
    }
}
