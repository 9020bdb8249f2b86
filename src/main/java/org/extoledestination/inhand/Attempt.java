package org.extoledestination.inhand;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an event was tried so far, here.
 *
 * @param isOver whether it is not to wait here any longer
 * @param tried how long it has failed while others passed
 * @param last when it failed or was kept back last, if it was
 * @param failures how often it has failed; that it was kept back is no failure
 * @param atGateSince since when a pause keeps it back, if one does
 * @param meteredSince since when it waits for a call of those that we may make, if it does
 */
public record Attempt(
        boolean isOver,
        Duration tried,
        @Nullable Instant last,
        int failures,
        @Nullable Instant atGateSince,
        @Nullable Instant meteredSince) {

    /** Not tried yet. */
    public static final Attempt NONE = new Attempt(false, Duration.ZERO, null, 0, null, null);

    /** The same with a decision: whatever happens afterwards, this was so when it failed. */
    public Attempt decided(boolean over) {
        return new Attempt(over, tried, last, failures, atGateSince, meteredSince);
    }

    /** Kept back by a pause. */
    public Attempt stoppedAtGate(Instant now) {
        return new Attempt(isOver, tried, now, failures, atGateSince == null ? now : atGateSince, meteredSince);
    }

    /** Kept back because the calls that we may make are spent. */
    public Attempt turnedAway(Instant now) {
        return new Attempt(isOver, tried, now, failures, null, meteredSince == null ? now : meteredSince);
    }

    /** Failed; {@code counts} says whether the time since {@code last} counts against it. */
    public Attempt failed(Instant now, boolean counts) {
        return new Attempt(isOver, counts ? tried.plus(since(now)) : tried, now, failures + 1, null, null);
    }

    private Duration since(Instant now) {
        Duration since = last == null ? Duration.ZERO : Duration.between(last, now);
        return since.isNegative() ? Duration.ZERO : since;
    }
}
