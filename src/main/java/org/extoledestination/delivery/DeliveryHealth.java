package org.extoledestination.delivery;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Health component {@code delivery}: DOWN with reason, since and action while delivery waits. If several calls or
 * accounts do, that is the oldest cause; {@code waiting} has all, each by the words of {@code delivery status}. Where
 * requests go stands beside it, at all times.
 */
@Component("delivery")
record DeliveryHealth(ExtoleWay way, DeliveryPause pause) implements HealthIndicator {

    @Override
    public Health health() {
        return pause.cause()
                .map(cause -> Health.down()
                        .withDetail("reason", cause.reason())
                        .withDetail("since", cause.since())
                        .withDetail("action", cause.action())
                        .withDetail("waiting", waiting())
                        .withDetail("extole", way.toString())
                        .build())
                .orElseGet(
                        () -> Health.up().withDetail("extole", way.toString()).build());
    }

    private Map<String, String> waiting() {
        Map<String, String> waiting = new TreeMap<>();
        if (pause.isByHand()) {
            return waiting;
        }
        for (Line line : pause.failing()) {
            pause.causeFor(line)
                    .ifPresent(
                            cause -> waiting.put(line.toString(), cause.reason() + ". What to do: " + cause.action()));
        }
        return waiting;
    }
}
