package org.extoledestination.activemqbatch;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The number of messages that are processed at once. It is high while messages wait for another system's answer, and no
 * higher than the processors can handle: more threads would only compete for the processors, also with the JVM's
 * compiler.
 *
 * <p>It works like Envoy's adaptive concurrency filter. From time to time only a few messages are processed at once, to
 * measure the least time that one takes. While messages take hardly longer than that, the limit rises; when they take
 * longer, it falls.
 *
 * <p>To be called under one lock.
 */
final class AdaptiveLimit {

    /** Processed at once while the least time is taken, and always allowed. */
    static final int LEAST = 8;

    /** A message that takes longer does not wait for a processor, so it delays no others. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int FEW = 32;
    private static final int LOOKS = 16;
    private static final double TOLERATED = 1.5;
    private static final double LEAST_CHANGE = 0.5;

    private final int most;
    private final long[] taken;
    private int count;
    private double limit;
    private double before;
    private long leastNanos = Long.MAX_VALUE;
    private boolean looking;
    private long lookFrom;
    private long lookAgain;

    /**
     * Begins with few.
     *
     * @param most never more than these
     * @param now {@code System.nanoTime()}
     */
    AdaptiveLimit(int most, long now) {
        this.most = most;
        this.taken = new long[Math.max(FEW, most)];
        this.limit = least();
        look(now);
    }

    /** The current limit. */
    int get() {
        return (int) limit;
    }

    /**
     * One was processed.
     *
     * @param from when it began, by {@code System.nanoTime()}
     * @param now when it ended
     */
    void took(long from, long now) {
        boolean beganAmongMany = looking && from - lookFrom < 0;
        if (beganAmongMany) {
            return;
        }
        long nanos = Math.max(1, now - from);
        taken[count++] = looking || nanos < SLOW_NANOS ? nanos : Math.min(nanos, leastNanos);
        if (count >= (looking ? LOOKS : Math.max(FEW, get()))) {
            Arrays.sort(taken, 0, count);
            judge(taken[count / 2], now);
            count = 0;
        }
    }

    /** All that run are slow, and others wait. */
    void allAreSlow() {
        limit = Math.min(most, limit * TOLERATED + 1);
    }

    private int least() {
        return Math.min(LEAST, most);
    }

    private void look(long now) {
        before = limit;
        limit = least();
        looking = true;
        lookFrom = now;
        count = 0;
    }

    private void judge(long median, long now) {
        if (looking) {
            looking = false;
            lookAgain = now + LOOK_AGAIN_NANOS;
            leastNanos = median;
            limit = before;
            return;
        }
        // As few as there are now is a look as good as any.
        leastNanos = get() == least() ? median : Math.min(leastNanos, median);
        double change = Math.max(LEAST_CHANGE, Math.min(TOLERATED, TOLERATED * (double) leastNanos / (double) median));
        // The root tries some more, always: otherwise it could never find out that more is better.
        limit = Math.min(most, Math.max(least(), limit * change + Math.sqrt(limit)));
        if (now - lookAgain >= 0) {
            look(now);
        }
    }
}
