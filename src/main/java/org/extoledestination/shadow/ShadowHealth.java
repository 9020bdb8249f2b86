package org.extoledestination.shadow;

import java.util.List;
import java.util.function.Supplier;
import org.extoledestination.shadow.Shadow.Report;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Health component {@code shadow}: always UP, since a candidate harms nothing; its mistakes are a detail. */
final class ShadowHealth implements HealthIndicator {

    private final Supplier<Report> report;

    ShadowHealth(Supplier<Report> report) {
        this.report = report;
    }

    @Override
    public Health health() {
        Report now = report.get();
        Health.Builder up = Health.up().withDetail("state", now.state());
        List<String> mistakes = now.mistakes();
        return (mistakes == null || mistakes.isEmpty() ? up : up.withDetail("mistakes", mistakes)).build();
    }
}
