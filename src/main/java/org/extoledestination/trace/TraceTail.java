package org.extoledestination.trace;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells listeners of each trace as it is made. None of them slows it: who is too slow misses some, and is told how many. */
final class TraceTail {

    /** So many listen at most. */
    static final int MOST = 20;

    /** So many wait for one listener at most. */
    static final int BUFFER = 500;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean isHeard;
    private volatile boolean isClosed;

    /** One who listens. */
    final class Listener implements AutoCloseable {

        private final TraceFilter filter;
        private final BlockingQueue<Trace> buffer = new ArrayBlockingQueue<>(BUFFER);
        private final AtomicLong missed = new AtomicLong();

        private Listener(TraceFilter filter) {
            this.filter = filter;
        }

        private void hear(Trace trace) {
            if (filter.matches(trace) && !buffer.offer(trace)) {
                missed.incrementAndGet();
            }
        }

        /** The next one, masked; null if none has come in time. */
        @Nullable
        Trace next(long millis) throws InterruptedException {
            Trace next = buffer.poll(millis, TimeUnit.MILLISECONDS);
            return next == null ? null : next.masked();
        }

        /** How many it has missed since it was last asked. */
        long missed() {
            return missed.getAndSet(0);
        }

        boolean isOver() {
            return isClosed || !listeners.contains(this);
        }

        @Override
        public void close() {
            synchronized (TraceTail.this) {
                listeners.remove(this);
                isHeard = !listeners.isEmpty();
            }
        }
    }

    /**
     * Listens from now on.
     *
     * @throws IllegalArgumentException if {@value #MOST} do
     */
    synchronized Listener listen(TraceFilter filter) {
        if (listeners.size() >= MOST) {
            throw new IllegalArgumentException(
                    MOST + " listen already, which is the most there may be. End one of them.");
        }
        Listener listener = new Listener(filter);
        listeners.add(listener);
        isHeard = true;
        return listener;
    }

    void tell(Trace trace) {
        if (isHeard) {
            listeners.forEach(listener -> listener.hear(trace));
        }
    }

    /** All that is said now is the last. */
    void close() {
        isClosed = true;
    }
}
