package org.extoledestination.platform.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Logs a lasting condition at once, and again after 1, 2, 4 ... minutes, up to an hour. */
public final class Repeats {

    private static final long FIRST = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);

    private final LongSupplier nanos;
    private long interval;
    private long next;

    /** {@code nanos} is a clock that nobody sets. */
    public Repeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** It lasts. Whether a line is due. */
    public synchronized boolean isDue() {
        long now = nanos.getAsLong();
        if (interval > 0 && now - next < 0) {
            return false;
        }
        interval = interval == 0 ? FIRST : Math.min(LONGEST, interval * 2);
        next = now + interval;
        return true;
    }

    /** It is over. */
    public synchronized void over() {
        interval = 0;
    }
}
