package org.extoledestination.platform.deadline;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends waits that last too long. One thread looks after all of them, ten times a second: a time limit of its own for
 * each wait of a virtual thread is a task for a scheduler, which costs more than the wait is worth.
 */
public final class Deadlines implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);
    private static final long LOOK_MILLIS = 100;

    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /** One wait under way. Identity is what tells two of them apart. */
    public static final class Wait {
        private final Runnable end;
        private final long deadline;
        private volatile boolean isOver;

        private Wait(Runnable end, long deadline) {
            this.end = end;
            this.deadline = deadline;
        }

        /** Whether it was ended from here. */
        public boolean isOver() {
            return isOver;
        }
    }

    /** Looks after waits until it is closed. */
    public Deadlines() {
        ScheduledFuture<?> unused =
                watch.scheduleWithFixedDelay(this::endLate, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins a wait. Who begins it must {@link #finish} it, whatever comes.
     *
     * @param longest how long it may last; up to 100 ms more pass before it is ended
     * @param end called once, on another thread, if it is not finished by then
     */
    public Wait begin(Duration longest, Runnable end) {
        Wait wait = new Wait(end, System.nanoTime() + longest.toNanos());
        waits.add(wait);
        return wait;
    }

    /** It has ended by itself, or was ended. */
    public void finish(Wait wait) {
        waits.remove(wait);
    }

    private void endLate() {
        long now = System.nanoTime();
        for (Wait each : waits) {
            if (now - each.deadline >= 0 && !each.isOver) {
                each.isOver = true;
                end(each);
            }
        }
    }

    /** An exception at the end of one wait does not affect the others. */
    private static void end(Wait wait) {
        try {
            wait.end.run();
        } catch (RuntimeException | Error e) {
            log.warn("A wait that lasted too long could not be ended: {}", FaultPlace.of(e));
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
