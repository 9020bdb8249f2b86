package org.extoledestination.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether queue and disk have room for more events. A thread of its own looks several times a second, so that keeping an
 * event costs no look; in between a limit can be passed by what arrives in that time.
 */
public final class QueueLimits implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QueueLimits.class);
    private static final long LOOK_MILLIS = 250;

    /**
     * A limit that is reached.
     *
     * @param reason which one, with the name of its setting
     * @param action what an operator can do
     */
    public record Reached(String reason, String action) {}

    private final List<QueueLimit> limits;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(QueueLimits::thread);
    private volatile @Nullable QueueLimit reached;
    private long since;
    private boolean fails;

    QueueLimits(List<QueueLimit> limits) {
        this.limits = List.copyOf(limits);
    }

    /** Looks for the first time, and from then on by itself. */
    static QueueLimits start(List<QueueLimit> limits, Meters meters) {
        QueueLimits all = new QueueLimits(limits);
        meters.gauge(
                "queue.full",
                "1 while a limit of queue or disk is reached and no event is taken in",
                () -> all.reached().isPresent() ? 1 : 0);
        all.look();
        // It never ends by itself, so its result is not needed.
        Future<?> unused =
                all.looking.scheduleWithFixedDelay(all::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return all;
    }

    /** The limit that is reached, if one is: nothing may be added to the queue. */
    public Optional<Reached> reached() {
        QueueLimit now = reached;
        return now == null ? Optional.empty() : Optional.of(now.reached());
    }

    /** Runs {@code follower} after each look. It must be quick. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    /** Looks at all limits. */
    void look() {
        try {
            measure();
            followers.forEach(Runnable::run);
            fails = false;
        } catch (RuntimeException | Error e) {
            // A look that fails says nothing; the next one follows.
            if (!fails) {
                log.warn("The limits of the queue cannot be looked at: {}. What was, holds", FaultPlace.of(e));
            }
            fails = true;
        }
    }

    private void measure() {
        QueueLimit before = reached;
        if (before != null && !before.isOver()) {
            return;
        }
        QueueLimit now =
                limits.stream().filter(QueueLimit::isReached).findFirst().orElse(null);
        reached = now;
        if (now != null) {
            since = before == null ? System.nanoTime() : since;
            log.warn(
                    "Intake is held: {}. What to do: {}. Senders hear 503, and messages stay on their queues; delivery"
                            + " goes on",
                    now.reached().reason(),
                    now.reached().action());
        } else if (before != null) {
            log.info(
                    "Intake goes on after {}: {} no more",
                    Duration.ofSeconds(
                            Duration.ofNanos(System.nanoTime() - since).toSeconds()),
                    before.reached().reason());
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "queue-limits");
        thread.setDaemon(true);
        return thread;
    }

    /** Looks no more. */
    @Override
    public void close() {
        looking.shutdownNow();
    }
}
