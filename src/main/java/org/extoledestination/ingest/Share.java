package org.extoledestination.ingest;

import java.util.concurrent.Semaphore;

/** A semaphore whose last eighth is for small bodies; it always has enough permits for one of the largest. */
final class Share {

    private static final int SMALL_SHARE = 8;

    private final Semaphore all;
    private final Semaphore ofLarge;

    Share(int places, int largest) {
        all = new Semaphore(Math.max(largest, places));
        ofLarge = new Semaphore(Math.max(largest, places - places / SMALL_SHARE));
    }

    /** Takes so many, of which {@code large} are for a large body; false if there are not that many. */
    boolean tryTake(int places, int large) {
        if (!ofLarge.tryAcquire(large)) {
            return false;
        }
        if (!all.tryAcquire(places)) {
            ofLarge.release(large);
            return false;
        }
        return true;
    }

    void give(int places, int large) {
        all.release(places);
        ofLarge.release(large);
    }

    int left() {
        return all.availablePermits();
    }
}
