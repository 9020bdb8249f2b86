package org.extoledestination.trace;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Writes traces in a thread of its own, many at once. Delivery never waits for it: what finds no place is dropped, and
 * counted. Where the database has one connection for all, it leaves it to others most of the time.
 */
final class TraceWriter implements AutoCloseable {

    /** So many wait at most. */
    static final int MOST_WAITING = 2_000;

    private static final Logger log = LoggerFactory.getLogger(TraceWriter.class);
    private static final int AT_ONCE = 50;
    private static final int REMOVED_AT_ONCE = 100;
    private static final int REST = 4;
    /** So that few come together. */
    private static final long LEAST_REST_MILLIS = 200;

    private static final long LONGEST_REST_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 500;
    private static final long UPKEEP_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long STOP_MILLIS = 2_000;

    private final TraceRows rows;
    private final TraceSettings settings;
    private final Clock clock;
    private final Meters meters;
    private final BlockingQueue<Trace> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private long nextUpkeep = System.nanoTime();

    TraceWriter(TraceRows rows, TraceSettings settings, Clock clock, Meters meters) {
        this.rows = rows;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.thread = new Thread(this::run, "trace-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a trace to write, unless too many wait. Returns at once. */
    void add(Trace trace) {
        if (!waiting.offer(trace)) {
            dropped.incrementAndGet();
            meters.count("trace", "dropped");
        }
    }

    /** How many found no place since the start. */
    long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            long rest = 0;
            while (!closed.await(rest, TimeUnit.MILLISECONDS)) {
                Trace first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                long begin = System.nanoTime();
                if (first != null) {
                    writeWith(first);
                }
                clean();
                long worked = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                rest = first == null ? 0 : Math.min(LONGEST_REST_MILLIS, LEAST_REST_MILLIS + REST * worked);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeWith(Trace first) {
        List<Trace> some = new ArrayList<>(AT_ONCE);
        some.add(first);
        waiting.drainTo(some, AT_ONCE - 1);
        write(some);
    }

    private void write(List<Trace> some) {
        try {
            rows.add(some.stream().map(Trace::masked).toList());
            meters.count("trace", "written", some.size());
        } catch (DataIntegrityViolationException e) {
            // One that does not fit costs none of the others.
            if (some.size() > 1) {
                some.forEach(each -> write(List.of(each)));
            } else {
                lost(1, e);
            }
        } catch (DataAccessException | TransactionException e) {
            lost(some.size(), e);
        } catch (RuntimeException | Error e) {
            MemoryFault.endIfOne(e);
            lost(some.size(), e);
        }
    }

    private void lost(int traces, Throwable why) {
        meters.count("trace", "failed", traces);
        log.debug("{} traces are not written: {}", traces, FaultPlace.of(why));
    }

    /** Removes what is too old or too much, a little at a time. */
    private void clean() {
        if (System.nanoTime() - nextUpkeep < 0) {
            return;
        }
        try {
            int old = rows.removeBefore(Trace.idAt(clock.instant().minus(settings.keep())), REMOVED_AT_ONCE);
            long beyond = rows.count() - settings.most();
            if (beyond > 0) {
                rows.removeOldest((int) Math.min(beyond, REMOVED_AT_ONCE));
            }
            if (old == REMOVED_AT_ONCE || beyond > REMOVED_AT_ONCE) {
                return;
            }
        } catch (DataAccessException | TransactionException e) {
            log.debug("Old traces stay for a while: {}", FaultPlace.of(e));
        }
        nextUpkeep = System.nanoTime() + UPKEEP_NANOS;
    }

    /** Writes what waits, as far as a moment is enough for it. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(STOP_MILLIS);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
            Trace next = thread.isAlive() ? null : waiting.poll();
            while (next != null) {
                writeWith(next);
                next = System.nanoTime() - end < 0 ? waiting.poll() : null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
