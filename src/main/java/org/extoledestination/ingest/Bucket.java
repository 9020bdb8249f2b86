package org.extoledestination.ingest;

import java.time.Duration;

/** A token bucket: taken tokens return gradually. Capacity 0 means no limit. Not safe for several threads. */
final class Bucket {

    private static final double NANOS = 1e9;

    private final double capacity;
    private final double perNano;
    private double left;
    private long at;

    /** Full at the beginning. */
    Bucket(long capacity, Duration refill, long now) {
        this.capacity = capacity;
        this.perNano = capacity / (double) refill.toNanos();
        this.left = capacity;
        this.at = now;
    }

    /** After how many seconds {@code amount} can be taken; 0: now. More than it holds is taken when it is full, and owed. */
    long wait(long amount, long now) {
        if (!isLimited()) {
            return 0;
        }
        left = Math.min(capacity, left + (now - at) * perNano);
        at = now;
        double missing = Math.min(capacity, (double) amount) - left;
        // A rounding error is no reason to wait.
        return missing < 1e-6 ? 0 : (long) Math.ceil(missing / perNano / NANOS);
    }

    void take(long amount) {
        left -= amount;
    }

    /** Takes one; the seconds to wait if there is none. */
    long takeOne(long now) {
        long wait = wait(1, now);
        if (wait == 0) {
            take(1);
        }
        return wait;
    }

    boolean isLimited() {
        return capacity > 0;
    }
}
