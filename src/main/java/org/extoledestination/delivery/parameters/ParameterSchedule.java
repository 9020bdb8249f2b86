package org.extoledestination.delivery.parameters;

import java.time.Duration;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.platform.deadline.Backoff;

/** When it is whose turn. */
record ParameterSchedule(DeliverySettings settings) {

    /** Longer than a call can take; renewed before each. */
    static final Duration LEASE = Duration.ofMinutes(2);

    /** The longest accepted {@code Retry-After}. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final int LOOKS_AT_LEAST = 8;

    /** The event itself makes the person at Extole, a moment after it was taken. */
    Duration beforeFirstTry() {
        return settings.firstWait();
    }

    /** After a failure; {@code before}: failures in a row before it. */
    Duration afterFailure(int before) {
        return settings.backoff().after(before + 1);
    }

    /**
     * The same for a person whom Extole does not know. It keeps growing, because unknown people must not use up the
     * calls of the others.
     */
    Duration afterNobody(int attempts) {
        return forNobody().after(attempts + 1);
    }

    /** No person who is tried waits longer at once. */
    Duration most(int attempts) {
        return forNobody().most(attempts + 1);
    }

    private Backoff forNobody() {
        Duration part = settings.giveUpAfter().dividedBy(LOOKS_AT_LEAST);
        return new Backoff(settings.firstWait(), longer(part, settings.longestWait()));
    }

    /** The longest wait; a later time was set by a clock that was ahead. */
    Duration longest() {
        return longer(longer(LONGEST_ASKED, settings.longestWait()), settings.giveUpAfter());
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    boolean isOver(Duration tried) {
        return tried.compareTo(settings.giveUpAfter()) >= 0;
    }
}
