package org.extoledestination.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.extoledestination.platform.deadline.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the probe of a waiting line, which finds out whether Extole answers again: one request at a time, with a
 * growing wait after each failure, or as long as Extole asks for. {@link DeliveryPause} guards it.
 */
final class Probes {

    /** Longer than a request can take. A probe without a result by then is over. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** The longest time between two questions of a waiting request at the gate. */
    static final Duration AT_GATE = Duration.ofMillis(500);

    private final LongSupplier nanos;
    private final Backoff backoff;
    private int sent;
    private long next;
    private long leasedUntil;
    private @Nullable String prober;
    private @Nullable String released;

    Probes(LongSupplier nanos, Backoff backoff) {
        this.nanos = nanos;
        this.backoff = backoff;
    }

    /** The wait begins: the request that has failed counts as the first probe. */
    void begin() {
        sent = 1;
        next = nanos.getAsLong() + backoff.after(1).toNanos();
    }

    /** Whether a probe may leave. */
    boolean isDue() {
        return isDue(nanos.getAsLong());
    }

    private boolean isDue(long now) {
        boolean isTaken = prober != null && now - leasedUntil < 0;
        return !isTaken && now - next >= 0;
    }

    /** How long until one may leave; empty while one is under way. */
    Optional<Duration> left() {
        long now = nanos.getAsLong();
        boolean isTaken = prober != null && now - leasedUntil < 0;
        return isTaken ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, next - now)));
    }

    /**
     * Whether this event's request is the probe; then its result must be reported.
     *
     * @param hasFailed whether the event has failed before
     */
    boolean take(String event, boolean hasFailed) {
        long now = nanos.getAsLong();
        if (event.equals(prober)) {
            return true;
        }
        // An event that has failed lets others go first: if the failure is its own, they would wait forever.
        boolean letsOthers = hasFailed && now - next < AT_GATE.toNanos();
        if (!isDue(now) || letsOthers) {
            return false;
        }
        prober = event;
        released = null;
        leasedUntil = now + LEASE.toNanos();
        return true;
    }

    /**
     * A request has failed. Of those that were under way when the wait began, only what Extole asks for is heeded.
     *
     * @param asked how long Extole asks to be left alone
     */
    void failed(String event, Duration asked) {
        long now = nanos.getAsLong();
        if (event.equals(prober) || event.equals(released)) {
            sent++;
            next = now + Math.max(backoff.after(sent).toNanos(), asked.toNanos());
            prober = null;
            released = null;
        } else if (now + asked.toNanos() - next > 0) {
            next = now + asked.toNanos();
        }
    }

    /**
     * The request did not leave after all, or its end is not known: somebody else is the probe, in a moment. If it is
     * part of a split, that it has failed is said only after this.
     */
    void letGo(String event) {
        if (event.equals(prober)) {
            prober = null;
            released = event;
            next = nanos.getAsLong() + AT_GATE.toNanos();
        }
    }
}
