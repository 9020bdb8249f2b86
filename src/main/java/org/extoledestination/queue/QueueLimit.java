package org.extoledestination.queue;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.extoledestination.queue.QueueLimits.Reached;
import org.springframework.util.unit.DataSize;

/**
 * One limit with hysteresis: it ends at some distance from where it was reached. Otherwise intake would stop and resume
 * with every event.
 *
 * @param measured what is looked at; quick, and asks nobody
 * @param rises whether too much is the trouble; else too little is
 * @param reachedAt at this value it is reached
 * @param overAt at this value, seen from the other side, it is over
 * @param reached what is said then
 */
record QueueLimit(LongSupplier measured, boolean rises, long reachedAt, long overAt, Reached reached) {

    private static final String WHY_NOT_DELIVERED = "see the health component 'delivery' for why events do not leave";
    private static final long STORE_REACHED_PERCENT = 95;
    private static final long STORE_OVER_PERCENT = 90;
    /** The largest distance above the limit: a tenth of a large limit would be long to wait for. */
    private static final DataSize MOST_DISTANCE = DataSize.ofMegabytes(256);

    static QueueLimit depth(LongSupplier events, long most) {
        return new QueueLimit(
                events,
                true,
                most,
                most - Math.max(1, most / 10),
                new Reached(
                        String.format(
                                Locale.ROOT, "as many events wait in the queue as queue.max-depth allows (%,d)", most),
                        WHY_NOT_DELIVERED + ", or raise queue.max-depth and restart"));
    }

    /** The broker itself fails at 100 percent, so that there is room for what is on its way. */
    static QueueLimit store(LongSupplier percent) {
        return new QueueLimit(
                percent,
                true,
                STORE_REACHED_PERCENT,
                STORE_OVER_PERCENT,
                new Reached(
                        "the broker's store is " + STORE_REACHED_PERCENT + " % full (queue.max-store-size)",
                        WHY_NOT_DELIVERED + ", or raise queue.max-store-size and restart"));
    }

    static QueueLimit disk(LongSupplier freeBytes, DataSize least) {
        long distance = Math.min(MOST_DISTANCE.toBytes(), least.toBytes() / 10);
        return new QueueLimit(freeBytes, false, least.toBytes(), least.toBytes() + distance, reached(least));
    }

    /** The message about a disk with less than {@code least}. */
    static Reached reached(DataSize least) {
        return new Reached(
                "less than " + least.toMegabytes() + " MB are free on the disk of DATA_DIR (queue.min-free-disk)",
                "make room on the disk of DATA_DIR, or lower queue.min-free-disk and restart");
    }

    boolean isReached() {
        long now = measured.getAsLong();
        return rises ? now >= reachedAt : now < reachedAt;
    }

    boolean isOver() {
        long now = measured.getAsLong();
        return rises ? now <= overAt : now >= overAt;
    }
}
