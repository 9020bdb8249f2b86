package org.extoledestination.delivery.erasure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.extoledestination.delivery.erasure.DeletionRows.Hold;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health component {@code deletions}: DOWN while the deletions of a source are held for an operator. */
@Component("deletionsHealthIndicator")
record DeletionsHealth(DeletionCap cap) implements HealthIndicator {

    @Override
    public Health health() {
        if (cap.holds().isEmpty()) {
            return Health.up().build();
        }
        Map<String, Object> held = new LinkedHashMap<>();
        cap.holds().forEach(hold -> held.put(hold.source(), Map.of("since", hold.since(), "waiting", hold.waiting())));
        return Health.down()
                .withDetail("reason", "deletions are held: " + cap.reason())
                .withDetail("held", held)
                .withDetail(
                        "action",
                        cap.holds().stream()
                                .map(Hold::source)
                                .map(DeletionCap::action)
                                .collect(Collectors.joining(". ")))
                .build();
    }
}
