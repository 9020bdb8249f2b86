package org.extoledestination.queue.shard;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Renews the leases of this instance on a thread of its own. */
final class Heartbeat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final Leases leases;
    private final Duration pause;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private boolean isAway;

    private Heartbeat(Leases leases, Duration pause) {
        this.leases = leases;
        this.pause = pause;
        this.thread = new Thread(this::run, "shard-leases");
        this.thread.setDaemon(true);
    }

    static Heartbeat start(Leases leases, Duration pause) {
        Heartbeat heartbeat = new Heartbeat(leases, pause);
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
            if (!isAway) {
                isAway = true;
                log.warn(
                        "The leases of the queue's shards cannot be renewed: {}. Without them nothing is read after 10"
                                + " s; other instances take over after 15 s. What to do: see that the database answers",
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.debug("The leases end by themselves: {}", FaultPlace.of(e));
        }
    }
}
