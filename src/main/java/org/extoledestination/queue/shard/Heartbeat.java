package org.extoledestination.queue.shard;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of this instance on a thread of its own. */
final class Heartbeat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Leases leases;
    private final Duration pause;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private final AutoCloseable connections;
    private boolean isAway;
    private long saidAt;

    private Heartbeat(Leases leases, Duration pause, AutoCloseable connections) {
        this.leases = leases;
        this.connections = connections;
        this.pause = pause;
        this.thread = new Thread(this::run, "shard-leases");
        this.thread.setDaemon(true);
    }

    /** Closes the {@code connections} at its end. */
    static Heartbeat start(Leases leases, Duration pause, AutoCloseable connections) {
        Heartbeat heartbeat = new Heartbeat(leases, pause, connections);
        heartbeat.thread.start();
        return heartbeat;
    }

    private void run() {
        try {
            do {
                beat();
            } while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever it is, this thread must live. */
    private void beat() {
        try {
            leases.beat();
            if (isAway) {
                isAway = false;
                log.info("The leases of the queue's shards are renewed again");
            }
        } catch (RuntimeException | Error e) {
            MemoryFault.endIfOne(e);
            if (!isAway || System.nanoTime() - saidAt > AGAIN.toNanos()) {
                isAway = true;
                saidAt = System.nanoTime();
                log.warn(
                        "The leases of the queue's shards cannot be renewed: {}. After 10 s this instance reads nothing,"
                                + " after 15 s other instances read its shards. What to do: see that PostgreSQL answers"
                                + " this machine; if it does, the place is a fault of ours",
                        FaultPlace.of(e));
            }
        }
    }

    /** Ends it, and gives the leases back: nothing is read any more. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(pause.toMillis());
            leases.leave();
            connections.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.debug("The leases end by themselves: {}", FaultPlace.of(e));
        }
    }
}
