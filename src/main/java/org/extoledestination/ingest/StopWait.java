package org.extoledestination.ingest;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Lets a stop begin with a while in which readiness is gone and events are still kept, until a balancer has noticed; then
 * the routes end, once each request in them is answered, and at last the port, so that nobody finds it closed before.
 */
final class StopWait implements ApplicationListener<ContextClosedEvent> {

    /** Longer than any route takes to keep what it has read. */
    private static final long LONGEST_ANSWER_SECONDS = 10;

    private final Duration wait;
    private final ReadWriteLock routes = new ReentrantReadWriteLock();
    private volatile boolean isClosed;
    private volatile boolean isStopping;
    private volatile long began;

    StopWait(Duration wait) {
        this.wait = wait;
    }

    /** Whether clients should use another instance from now on. */
    boolean isStopping() {
        return isStopping;
    }

    /** Not the context of the management port. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (!isStopping && event.getApplicationContext().getParent() == null) {
            began = System.nanoTime();
            isStopping = true;
        }
    }

    /**
     * Lets a request into its route, unless the routes end: one that is half through would be told by what is left of them
     * that the sender is wrong, and a sender drops what is wrong. To be followed by {@link #leave} if true.
     */
    boolean enter() {
        return !isClosed && routes.readLock().tryLock();
    }

    void leave() {
        routes.readLock().unlock();
    }

    /** Lets nobody in any more, and waits for those inside. */
    void close() {
        isClosed = true;
        try {
            routes.writeLock().tryLock(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs {@code next} when the time is over. */
    void await(Runnable next) {
        long left = isStopping ? wait.toNanos() - (System.nanoTime() - began) : 0;
        CompletableFuture.delayedExecutor(Math.max(0, left), TimeUnit.NANOSECONDS)
                .execute(next);
    }

    /** One step of a stop, in its phase. */
    record Step(int phase, Consumer<Runnable> stopping, AtomicBoolean runs) implements SmartLifecycle {

        @Override
        public void start() {
            runs.set(true);
        }

        @Override
        public void stop() {
            runs.set(false);
        }

        @Override
        public void stop(Runnable done) {
            stop();
            stopping.accept(done);
        }

        @Override
        public boolean isRunning() {
            return runs.get();
        }

        @Override
        public int getPhase() {
            return phase;
        }
    }
}
