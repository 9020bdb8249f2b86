package org.extoledestination.platform.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices a heap that is full although nobody hears of it: full collections one after the other that find nothing. The
 * JVM would go on like that for minutes, and whoever gets the error at last may keep it to himself. It asks: the thread
 * by which the JVM would tell ends at the first error of that kind.
 */
final class HeapWatch {

    private static final Set<String> FULL = Set.of("G1 Old Generation", "MarkSweepCompact", "PS MarkSweep");

    /** G1 does not count the ends of its regions in which nothing finds room. */
    private static final double FULL_SHARE = 0.9;

    private static final int MOST_IN_A_ROW = 5;
    private static final long ROW_MILLIS = 20_000;
    private static final long LOOK_MILLIS = 500;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Runnable end;
    private final long most;
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector -> FULL.contains(collector.getName()))
            .toList();
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private int inARow;
    private long first;

    HeapWatch(Runnable end, long most) {
        this.end = end;
        this.most = most;
    }

    static void start(Runnable end) {
        HeapWatch watch = new HeapWatch(end, Runtime.getRuntime().maxMemory());
        Thread thread = new Thread(watch::look, "heap-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            CountDownLatch never = new CountDownLatch(1);
            long seen = collections();
            while (!never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                long count = collections();
                if (seen < count) {
                    // How much is left is known of the latest alone.
                    collected(used(), System.nanoTime() / NANOS_A_MILLI);
                }
                seen = count;
            }
        } catch (OutOfMemoryError e) {
            end.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long collections() {
        long all = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            all += collector.getCollectionCount();
        }
        return all;
    }

    /** After the latest collection. */
    private long used() {
        long all = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage usage = pool.getCollectionUsage();
            all += usage == null ? 0 : usage.getUsed();
        }
        return all;
    }

    /** A full collection has ended, {@code millis} after some moment, and so many bytes are still used. */
    void collected(long used, long millis) {
        if (used < most * FULL_SHARE) {
            inARow = 0;
            return;
        }
        if (inARow == 0 || millis - first > ROW_MILLIS) {
            inARow = 0;
            first = millis;
        }
        if (++inARow >= MOST_IN_A_ROW) {
            end.run();
        }
    }
}
