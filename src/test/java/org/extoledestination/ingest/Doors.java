package org.extoledestination.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.IngestSettings.UnknownKey;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.Persons;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The front doors as they are shipped, without a server around them, at a fixed moment. */
final class Doors {

    static final Instant NOW = Instant.parse("2026-03-02T09:00:10Z");
    static final String KEY = "wk_demo";
    private static final CamelContext CAMEL = new DefaultCamelContext();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final IngestSettings settings;
    private final AtomicLong nanos = new AtomicLong(1);
    private final SourceLimits limits;
    private final IngestAnswers answers;
    private final List<SegmentEvent> kept = new ArrayList<>();
    /** Types that a mapping file is for, beside those that are always taken. */
    final Set<EventType> mapped = EnumSet.noneOf(EventType.class);

    Doors() {
        this(settings(List.of(source("shop", KEY))));
    }

    Doors(IngestSettings settings) {
        this(settings, limits(0, 0, 0, 600));
    }

    Doors(IngestSettings settings, LimitSettings limitSettings) {
        this.settings = settings;
        this.limits = new SourceLimits(limitSettings, nanos::get);
        this.answers = new IngestAnswers(settings.retryAfter(), new Addresses(limitSettings, nanos::get), meters);
    }

    /** With one source of its own limit, {@code big}, which may send as much as it likes. */
    static LimitSettings limits(long requestsPerSecond, long eventsPerHour, long bytesPerHour, long refusals) {
        return limits(requestsPerSecond, eventsPerHour, bytesPerHour, refusals, 0);
    }

    static LimitSettings limits(
            long requestsPerSecond, long eventsPerHour, long bytesPerHour, long refusals, long requestsOfAddress) {
        return new LimitSettings(
                DataSize.ofKilobytes(1),
                requestsPerSecond,
                eventsPerHour,
                DataSize.ofBytes(bytesPerHour),
                Map.of("big", new LimitSettings.OfSource(0L, 0L, DataSize.ofBytes(0))),
                requestsOfAddress,
                refusals,
                LimitSettings.LogAddresses.NETWORK);
    }

    /** Time goes on for what is limited by it. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** A source with write keys and nothing else. */
    static IngestSettings.Source source(String name, String... writeKeys) {
        return source(name, List.of(writeKeys), List.of(), true);
    }

    static IngestSettings.Source source(
            String name, List<String> writeKeys, List<String> subscriptionKeys, boolean enabled) {
        return new IngestSettings.Source(name, writeKeys, subscriptionKeys, List.of(), enabled);
    }

    static IngestSettings settings(List<IngestSettings.Source> sources) {
        return settings(sources, UnknownKey.REFUSE, "");
    }

    static IngestSettings settings(List<IngestSettings.Source> sources, UnknownKey unknownKey, String sharedSecret) {
        return new IngestSettings(
                sources,
                unknownKey,
                sharedSecret,
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(500),
                2_500,
                DataSize.ofMegabytes(8),
                4_000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofHours(24),
                Duration.ZERO);
    }

    private EventReader reader() {
        return new EventReader(settings.maxEventSize().toBytes(), Persons.KEYS, new TimeDoubts(meters));
    }

    TrackingApi trackingApi() {
        return new TrackingApi(sources(), reader(), settings, limits, clock, meters);
    }

    SubscriptionEndpoint subscriptionEndpoint() {
        return new SubscriptionEndpoint(sources(), reader(), settings, limits, mapped::contains, clock, meters);
    }

    /** What came through {@link #segmentQueue()}. */
    List<SegmentEvent> kept() {
        return kept;
    }

    SegmentQueue segmentQueue() {
        return segmentQueue(360 << 20);
    }

    SegmentQueue segmentQueue(long heap) {
        return new SegmentQueue(sources(), kept::addAll, reader(), clock, meters, new Journeys(clock), heap);
    }

    /** A message of the queue as a route sees it. */
    static Message message(
            @Nullable Object body,
            @Nullable String source,
            @Nullable String encoding,
            @Nullable String id,
            @Nullable Long sentAt) {
        Message message = new DefaultExchange(CAMEL).getMessage();
        message.setBody(body);
        message.setHeader("segmentSource", source);
        message.setHeader("contentEncoding", encoding);
        message.setHeader("JMSMessageID", id);
        message.setHeader("JMSTimestamp", sentAt);
        return message;
    }

    ArchiveReader archiveReader(long heap) {
        return new ArchiveReader(sources(), reader(), clock, heap);
    }

    Pixel pixel() {
        return new Pixel(trackingApi());
    }

    ProjectSettings projectSettings() {
        return new ProjectSettings(sources());
    }

    IngestAnswers answers() {
        return answers;
    }

    Filter bodyFilter() {
        return bodyFilter(new BodyRoom(1 << 30, settings.maxRequestSize().toBytes(), Duration.ofSeconds(1), 200));
    }

    Filter bodyFilter(BodyRoom room) {
        return filter(BodyFilter.tracking(sources(), limits), room);
    }

    Filter subscriptionFilter() {
        return filter(
                BodyFilter.subscription(sources(), limits), new BodyRoom(1 << 30, 8 << 20, Duration.ofSeconds(1), 200));
    }

    private Filter filter(BodyFilter.Keys keys, BodyRoom room) {
        return behindAddressFilter(new BodyFilter(
                new BodyFilter.Limits(settings.maxRequestSize(), settings.readTimeout(), DataSize.ofKilobytes(1)),
                keys,
                room,
                answers()));
    }

    /** As the filter stands on the port of ingest. */
    Filter behindAddressFilter(Filter filter) {
        return (request, response, chain) -> new AddressFilter(answers)
                .doFilter(request, response, (passed, answer) -> filter.doFilter(passed, answer, chain));
    }

    private Sources sources() {
        KnownSources known = KnownSources.of(settings.sources(), new KeyUses(clock, meters));
        return new Sources(() -> known, settings.unknownKey());
    }

    static Sources sources(List<IngestSettings.Source> sources, UnknownKey unknownKey) {
        KeyUses uses = new KeyUses(Clock.systemUTC(), new Meters(new SimpleMeterRegistry()));
        KnownSources known = KnownSources.of(sources, uses).report();
        return new Sources(() -> known, unknownKey);
    }

    /** How often something came to this end at ingest. */
    double counted(String outcome) {
        return counted("ingest", outcome);
    }

    double counted(String station, String outcome) {
        Counter counter = registry.find("extole.destination." + station)
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
