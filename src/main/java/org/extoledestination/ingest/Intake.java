package org.extoledestination.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.extoledestination.queue.QueueLimits.Reached;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whether requests are accepted: the routes run, and the queue can store events and has room. */
public final class Intake implements HealthIndicator {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final BooleanSupplier routesRun;
    private final BooleanSupplier queueKeeps;
    private final Supplier<Optional<Reached>> limit;
    private final Supplier<Duration> fullFor;

    /**
     * Open while both hold and no limit is reached.
     *
     * @param fullFor for how long there has been no room for bodies. That closes nothing, for each that ends makes room,
     *     but after a while other instances do better
     */
    public Intake(
            BooleanSupplier routesRun,
            BooleanSupplier queueKeeps,
            Supplier<Optional<Reached>> limit,
            Supplier<Duration> fullFor) {
        this.routesRun = routesRun;
        this.queueKeeps = queueKeeps;
        this.limit = limit;
        this.fullFor = fullFor;
    }

    boolean isOpen() {
        return routesRun.getAsBoolean()
                && queueKeeps.getAsBoolean()
                && limit.get().isEmpty();
    }

    @Override
    public Health health() {
        if (!routesRun.getAsBoolean()) {
            return closed("the ingest routes do not run", "see the health component 'routes'");
        }
        if (!queueKeeps.getAsBoolean()) {
            return closed(
                    "the queue cannot be reached", "see the health component 'queue'; senders hear 503 until then");
        }
        Duration full = fullFor.get();
        if (full.compareTo(LONG) > 0) {
            return closed(
                    "there has been no room for the bodies of requests for " + full.toSeconds() + " s",
                    "see who sends so much in the log ('Refused'), raise -Xmx or add an instance");
        }
        return limit.get()
                .map(reached -> closed(reached.reason(), reached.action()))
                .orElseGet(() -> Health.up().build());
    }

    private static Health closed(String reason, String action) {
        return Health.outOfService()
                .withDetail("reason", reason)
                .withDetail("action", action)
                .build();
    }
}
