package org.extoledestination.mapping.shadow;

import java.util.List;
import java.util.function.Supplier;
import org.extoledestination.mapping.shadow.Shadow.Report;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * {@code GET /actuator/shadow} on the management port: how often and where the candidate's results differ. Health component
 * {@code shadow} too: always UP, since a candidate harms nothing; its mistakes are a detail.
 */
@Endpoint(id = "shadow")
final class ShadowEndpoint implements HealthIndicator {

    private final Supplier<Report> report;

    ShadowEndpoint(Supplier<Report> report) {
        this.report = report;
    }

    @ReadOperation
    Report report() {
        return report.get();
    }

    @Override
    public Health health() {
        Report now = report.get();
        Health.Builder up = Health.up().withDetail("state", now.state());
        List<String> mistakes = now.mistakes();
        return (mistakes == null || mistakes.isEmpty() ? up : up.withDetail("mistakes", mistakes)).build();
    }
}
