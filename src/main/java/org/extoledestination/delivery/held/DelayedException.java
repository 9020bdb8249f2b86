package org.extoledestination.delivery.held;

import java.time.Duration;
import java.time.Instant;
import org.extoledestination.delivery.DeliveryPausedException;

/** A route lets the event wait until a time. Nothing has failed. */
public final class DelayedException extends DeliveryPausedException {

    private static final long serialVersionUID = 1L;

    /** A later time would be taken for one of a clock that was ahead. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Instant until;

    DelayedException(Instant until) {
        super("A route lets the event wait until " + until);
        this.until = until;
    }

    /** When to look again: then, or within the hour. */
    Instant next(Instant now) {
        Instant latest = now.plus(LONGEST);
        return until.isBefore(latest) ? until : latest;
    }

    @Override
    public boolean stepsAside() {
        return true;
    }
}
