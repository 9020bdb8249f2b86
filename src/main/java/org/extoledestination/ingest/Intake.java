package org.extoledestination.ingest;

import java.util.function.BooleanSupplier;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whether the front door is open: the routes run and the queue can keep what they bring. */
public final class Intake implements HealthIndicator {

    private final BooleanSupplier routesRun;
    private final BooleanSupplier queueKeeps;

    /** Open while both hold. */
    public Intake(BooleanSupplier routesRun, BooleanSupplier queueKeeps) {
        this.routesRun = routesRun;
        this.queueKeeps = queueKeeps;
    }

    boolean isOpen() {
        return routesRun.getAsBoolean() && queueKeeps.getAsBoolean();
    }

    @Override
    public Health health() {
        if (!routesRun.getAsBoolean()) {
            return closed("the ingest routes do not run", "see the health component 'routes'");
        }
        if (!queueKeeps.getAsBoolean()) {
            return closed("the queue cannot be reached", "check the broker at BROKER_URL; senders hear 503 until then");
        }
        return Health.up().build();
    }

    private static Health closed(String reason, String action) {
        return Health.outOfService()
                .withDetail("reason", reason)
                .withDetail("action", action)
                .build();
    }
}
