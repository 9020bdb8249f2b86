package org.extoledestination.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.extoledestination.telemetry.Meters;
import org.springframework.util.unit.DataSize;

/** The front doors as they are shipped, without a server around them, at a fixed moment. */
final class Doors {

    static final Instant NOW = Instant.parse("2026-03-02T09:00:10Z");
    static final String KEY = "wk_demo";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final IngestSettings settings;

    Doors() {
        this(settings(List.of(new IngestSettings.Source("shop", List.of(KEY)))));
    }

    Doors(IngestSettings settings) {
        this.settings = settings;
    }

    static IngestSettings settings(List<IngestSettings.Source> sources) {
        return new IngestSettings(
                sources, DataSize.ofKilobytes(32), DataSize.ofKilobytes(500), 2_500, Duration.ofSeconds(5));
    }

    TrackingApi trackingApi() {
        return new TrackingApi(sources(), settings, clock, meters);
    }

    SubscriptionEndpoint subscriptionEndpoint() {
        return new SubscriptionEndpoint(sources(), settings, clock, meters);
    }

    SegmentQueue segmentQueue() {
        return new SegmentQueue(sources(), settings, clock, meters);
    }

    private Sources sources() {
        return new Sources(settings.sources());
    }

    Meters meters() {
        return meters;
    }

    /** How often something came to this end at ingest. */
    double counted(String outcome) {
        Counter counter = registry.find("extole.destination.ingest")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(bytes(userAndPassword));
    }
}
