package org.extoledestination.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.extoledestination.platform.telemetry.Journey;

/** The last traces, in memory: bounded by number and by size. */
final class RecentTraces {

    /** Bytes. */
    static final long MOST_SIZE = 8L * 1024 * 1024;

    private static final int BESIDE = 300;
    private static final int STEP = 56;

    private final int most;
    private final Deque<Trace> traces = new ArrayDeque<>();
    private long size;
    private long lastId;

    RecentTraces(int most) {
        this.most = most;
    }

    /** Makes a trace of a journey that ends now. */
    Trace add(Journey journey, TraceOutcome.End end, long nowMillis) {
        synchronized (traces) {
            lastId = Math.max(lastId + 1, nowMillis * 1_000);
            Trace trace = Trace.of(lastId, journey, end);
            traces.addFirst(trace);
            size += size(trace);
            while (traces.size() > most || size > MOST_SIZE) {
                size -= size(traces.removeLast());
            }
            return trace;
        }
    }

    /** About how many bytes it takes up. */
    private static long size(Trace trace) {
        return BESIDE
                + (long) STEP * trace.steps().size()
                + trace.messageId().length()
                + trace.event().length();
    }

    /** The latest first. */
    List<Trace> all() {
        synchronized (traces) {
            return new ArrayList<>(traces);
        }
    }
}
