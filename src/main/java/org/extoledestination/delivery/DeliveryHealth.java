package org.extoledestination.delivery;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Health component {@code delivery}: DOWN with reason, since and action while delivery waits. */
final class DeliveryHealth implements HealthIndicator {

    private final DeliveryPause pause;

    DeliveryHealth(DeliveryPause pause) {
        this.pause = pause;
    }

    @Override
    public Health health() {
        return pause.cause()
                .map(cause -> Health.down()
                        .withDetail("reason", cause.reason())
                        .withDetail("since", cause.since())
                        .withDetail("action", cause.action())
                        .build())
                .orElseGet(() -> Health.up().build());
    }
}
