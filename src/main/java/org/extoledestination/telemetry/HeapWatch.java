package org.extoledestination.telemetry;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Notices a heap that is full although nobody hears of it: full collections one after the other that find nothing. The
 * JVM would go on like that for minutes, and whoever gets the error at last may keep it to himself.
 */
final class HeapWatch {

    private static final String FULL = "end of major GC";
    private static final double FULL_SHARE = 0.95;
    private static final int MOST_IN_A_ROW = 5;
    private static final long ROW_MILLIS = 20_000;

    private final Runnable end;
    private final long most;
    private int inARow;
    private long first;

    HeapWatch(Runnable end, long most) {
        this.end = end;
        this.most = most;
    }

    static void start(Runnable end) {
        HeapWatch watch = new HeapWatch(end, Runtime.getRuntime().maxMemory());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(
                        (notification, nothing) -> {
                            if (notification.getUserData() instanceof CompositeData data) {
                                watch.collected(GarbageCollectionNotificationInfo.from(data));
                            }
                        },
                        notification -> GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(
                                notification.getType()),
                        null);
            }
        }
    }

    private void collected(GarbageCollectionNotificationInfo info) {
        if (info.getGcAction().equals(FULL)) {
            GcInfo gc = info.getGcInfo();
            long used = used(gc.getMemoryUsageAfterGc());
            collected(used, gc.getEndTime());
        }
    }

    /** A full collection has ended, {@code millis} after the start, and so many bytes are still used. */
    synchronized void collected(long used, long millis) {
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

    private static long used(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> HeapPools.NAMES.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }
}
