package org.extoledestination.deadletter;

import java.util.concurrent.TimeUnit;

/** How many letters may be replayed now. The rate of a missed half second is not added later. */
final class ReplayRate {

    private double saved;
    private long last = System.nanoTime();

    /** How many whole letters are allowed now at {@code perSecond}; 0 for no limit. */
    int allowed(int perSecond) {
        long now = System.nanoTime();
        double earned = (now - last) / (double) TimeUnit.SECONDS.toNanos(1) * perSecond;
        last = now;
        if (perSecond == 0) {
            saved = 0;
            return Integer.MAX_VALUE;
        }
        saved = Math.min(Math.max(1, perSecond / 2.0), saved + earned);
        return (int) saved;
    }

    void taken(int letters) {
        saved = Math.max(0, saved - letters);
    }
}
