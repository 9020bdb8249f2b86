package org.extoledestination.trace.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.platform.telemetry.EventSpans;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.trace.spans.OtlpReceiver.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/** Traces of events, as a collector gets them from the whole application. */
@Tag("slow")
class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + '-' + SENDER + "-01";
    private static final String SOON = "management.tracing.opentelemetry.export.schedule-delay=100ms";
    private static final String ALL = "management.tracing.sampling.probability=1.0";
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Of a person, and of nobody else. */
    private static final List<String> PLANTED = List.of(
            "jane.roe", "555-123-4567", "Roe-Winterbottom", "sk_live_4242", "Wanted By Winterbottom", "tracked-by-roe");

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private SandboxView extole;
    private OtlpReceiver collector;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        collector = new OtlpReceiver();
    }

    @AfterEach
    void stop() {
        collector.close();
        sandbox.close();
    }

    private Application application(String... settings) {
        return Application.start(
                sandbox.uri(),
                folder,
                Stream.concat(
                                Stream.of("management.otlp.tracing.endpoint=" + collector.url(), SOON, ALL),
                                Stream.of(settings))
                        .toArray(String[]::new));
    }

    private static int post(java.net.URI uri, String traceparent, String body) {
        return Http.send(HttpRequest.newBuilder(uri)
                        .header("Authorization", Http.basic(Application.WRITE_KEY))
                        .header("Content-Type", "application/json")
                        .header("traceparent", traceparent)
                        .header("tracestate", "vendor=tracked-by-roe")
                        .header("baggage", "user=jane.roe@example.com")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    private Received one(String trace, String name) {
        await().atMost(LONG).until(() -> !collector.spans(trace, name).isEmpty());
        return collector.spans(trace, name).get(0);
    }

    private static boolean hasStatus(Received span, String status) {
        return Objects.equals(span.attributes().get("http.response.status_code"), status);
    }

    @Test
    void oneTraceGoesFromTheSenderThroughTheQueueAndAKillToEachCallOfExtole() throws IOException {
        extole.fault("{\"path\": \"/v6\", \"status\": 503}");
        try (ApplicationProcess application = new ApplicationProcess(
                sandbox.uri(),
                folder,
                "management.otlp.tracing.endpoint=" + collector.url(),
                SOON,
                ALL,
                "logging.structured.format.console=ecs",
                "logging.level.org.extoledestination=DEBUG")) {
            assertThat(post(application.ingest("/v1/track"), TRACEPARENT, """
                {"userId": "u-1", "messageId": "jane.roe@example.com", "event": "Wanted By Winterbottom",
                 "properties": {"order_id": "o-1", "note": "sk_live_4242"},
                 "context": {"traits": {"email": "jane.roe@example.com", "phone": "555-123-4567",
                                        "lastName": "Roe-Winterbottom"}}}\
                """)).isEqualTo(200);
            post(application.ingest("/v1/track"), "", """
                {"userId": "u-2", "messageId": "m-broken", "event": "Order Completed",
                 "properties": {"total": "much"}}\
                """);
            await().atMost(LONG)
                    .until(() -> collector.spans(TRACE, "call").stream().anyMatch(call -> hasStatus(call, "503")));

            application.kill();
            extole.mend();
            application.startAgain();

            await().atMost(LONG)
                    .until(() -> collector.spans(TRACE, "journey").stream()
                            .anyMatch(
                                    span -> "delivered".equals(span.attributes().get("outcome"))));
            Received accepted = one(TRACE, "accepted");
            Received journey = one(TRACE, "journey");
            assertThat(accepted.parent()).isEqualTo(SENDER);
            assertThat(accepted.kind()).isEqualTo("SERVER");
            assertThat(accepted.attributes())
                    .containsEntry("source", "segment")
                    .containsEntry("type", "track")
                    .containsEntry("door", "tracking")
                    .containsEntry("outcome", "stored");
            assertThat(accepted.attributes().get("messageId")).matches("#[0-9a-f]{12}");
            assertThat(one(TRACE, "queue").parent()).isEqualTo(accepted.id());
            assertThat(journey.parent()).isEqualTo(accepted.id());
            assertThat(one(TRACE, "mapping").parent()).isEqualTo(journey.id());
            assertThat(collector.spans(TRACE, "call")).anySatisfy(call -> {
                assertThat(call.parent()).isEqualTo(journey.id());
                assertThat(call.kind()).isEqualTo("CLIENT");
                assertThat(call.hasFailed()).isFalse();
                assertThat(call.attributes())
                        .containsEntry("call", "async-event")
                        .containsEntry("account", "default")
                        .containsEntry("http.response.status_code", "200");
            });
            assertThat(collector.spans(TRACE, "call")).anySatisfy(call -> {
                assertThat(call.hasFailed()).isTrue();
                assertThat(call.attributes()).containsEntry("error.type", "503");
            });

            String broken = collector.spans().stream()
                    .filter(span -> span.name().equals("dead.letter"))
                    .findFirst()
                    .orElseThrow()
                    .trace();
            assertThat(one(broken, "accepted").parent()).isEmpty();
            assertThat(one(broken, "journey").attributes()).containsEntry("outcome", "dead-letter");
            assertThat(lines(application)).anySatisfy(line -> {
                assertThat(line.path("message").asText()).contains("Kept in dead letters");
                assertThat(line.path("messageId").asText()).isEqualTo("m-broken");
                assertThat(line.path("segmentSource").asText()).isEqualTo("segment");
                assertThat(line.path("traceId").asText()).isEqualTo(broken);
            });
            assertThat(extole.requests())
                    .isNotEmpty()
                    .noneSatisfy(request ->
                            assertThat(request.path("headers").toString()).containsIgnoringCase("traceparent"));
            PLANTED.forEach(text -> assertThat(collector.hasHeard(text))
                    .as("%s is exported", text)
                    .isFalse());
        }
    }

    private static List<JsonNode> lines(ApplicationProcess application) throws IOException {
        try (Stream<String> lines = Files.lines(application.log())) {
            return lines.filter(line -> line.startsWith("{") && line.endsWith("}"))
                    .map(Http::json)
                    .toList();
        }
    }

    @Test
    void aMessageBringsItsTraceAndAnEventAsideKeepsItOverARestart() throws JMSException {
        String after = "delivery.hold-after=100ms";
        extole.fault("{\"path\": \"/v6\", \"match\": \"u-aside\", \"status\": 503}");
        try (Application application = application(after)) {
            send(application, TRACEPARENT, """
                {"type": "track", "userId": "u-aside", "messageId": "m-1", "event": "Order Completed",
                 "properties": {"order_id": "o-1"}}\
                """);
            await().atMost(LONG).until(() -> {
                // While nothing else passes, it does not fail alone.
                application.post("/v1/track", "{\"userId\": \"u-other\", \"event\": \"Step\"}");
                return !collector.spans(TRACE, "held").isEmpty();
            });
        }
        extole.mend();
        try (Application application = application(after, "management.tracing.to-extole=true")) {
            assertThat(application.ingest("/")).isNotNull();
            await().atMost(LONG)
                    .until(() -> collector.spans(TRACE, "journey").stream()
                            .anyMatch(
                                    span -> "delivered".equals(span.attributes().get("outcome"))));
        }
        Received accepted = one(TRACE, "accepted");
        assertThat(accepted.kind()).isEqualTo("CONSUMER");
        assertThat(accepted.parent()).isEqualTo(SENDER);
        assertThat(accepted.attributes()).containsEntry("door", "jms");
        assertThat(one(TRACE, "aside").parent()).isEqualTo(accepted.id());
        Received taken = collector.spans(TRACE, "call").stream()
                .filter(call -> hasStatus(call, "200"))
                .findFirst()
                .orElseThrow();
        assertThat(extole.requests())
                .anySatisfy(request -> assertThat(request.path("headers").toString())
                        .contains("00-" + TRACE + '-' + taken.id() + "-01"));
    }

    private static void send(Application application, String traceparent, String text) throws JMSException {
        try (Connection connection =
                        application.bean(ActiveMQConnectionFactory.class).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            TextMessage message = session.createTextMessage(text);
            message.setStringProperty("traceparent", traceparent);
            session.createProducer(session.createQueue("segment.events")).send(message);
        }
    }

    @Test
    void aReplayedDeadLetterGoesOnInItsTrace() {
        try (Application application = application()) {
            post(application.ingest("/v1/track"), TRACEPARENT, """
                {"userId": "u-1", "messageId": "m-1", "event": "Order Completed", "properties": {"total": "much"}}\
                """);
            await().atMost(LONG).until(() -> application.deadLetters().size() == 1);
            assertThat(Http.post(application.management("/actuator/deadletters/replay?messageId=m-1"), "", "{}")
                            .statusCode())
                    .isEqualTo(200);

            await().atMost(LONG)
                    .until(() -> collector.spans(TRACE, "accepted").stream()
                            .anyMatch(span -> "replay".equals(span.attributes().get("door"))));
        }
    }

    @Test
    void whatASenderWritesForcesNoExport() {
        try (Application application = application("management.tracing.sampling.probability=0")) {
            post(application.ingest("/v1/track"), TRACEPARENT, "{\"userId\": \"u-1\", \"event\": \"Step\"}");
            await().atMost(LONG).until(() -> extole.events().size() == 1);
        }
        assertThat(collector.spans()).isEmpty();
        try (Application application =
                application("management.tracing.sampling.probability=0", "management.tracing.sender-samples=true")) {
            post(application.ingest("/v1/track"), TRACEPARENT, "{\"userId\": \"u-1\", \"event\": \"Step\"}");
            await().atMost(LONG).until(() -> extole.events().size() == 2);
        }
        assertThat(collector.spans(TRACE)).isNotEmpty();
    }

    @Test
    void aBrokenTraceparentIsAsIfThereWereNone() {
        List<String> broken = List.of(
                "x",
                "00-" + TRACE + '-' + SENDER + "-01-" + "a".repeat(4_000),
                "00-" + "0".repeat(32) + '-' + SENDER + "-01",
                "ff-" + TRACE + '-' + SENDER + "-01",
                TRACEPARENT.toUpperCase(java.util.Locale.ROOT));
        try (Application application = application()) {
            broken.forEach(text -> assertThat(
                            post(application.ingest("/v1/track"), text, "{\"userId\": \"u-1\", \"event\": \"Step\"}"))
                    .isEqualTo(200));
            await().atMost(LONG).until(() -> extole.events().size() == broken.size());
        }
        assertThat(collector.spans().stream().filter(span -> span.name().equals("accepted")))
                .hasSize(broken.size())
                .allSatisfy(span -> {
                    assertThat(span.parent()).isEmpty();
                    assertThat(span.trace()).isNotEqualTo(TRACE);
                });
    }

    @Test
    void aCollectorThatHangsStopsNoDelivery() {
        collector.hang();
        try (Application application = application(
                "management.tracing.opentelemetry.export.max-queue-size=10", "management.otlp.tracing.timeout=2s")) {
            for (int i = 0; i < 50; i++) {
                application.post("/v1/track", "{\"userId\": \"u-" + i + "\", \"event\": \"Step\"}");
            }
            await().atMost(LONG).until(() -> extole.events().size() == 50);
        }
        assertThat(collector.calls()).isPositive();
    }

    @Test
    void withoutAnAddressNothingOfTracingIsThere() {
        try (Application application = Application.start(sandbox.uri(), folder)) {
            for (Class<?> type : List.of(
                    EventSpans.class,
                    OpenTelemetry.class,
                    io.opentelemetry.api.trace.Tracer.class,
                    Arrival.Filter.class,
                    Collector.class)) {
                assertThatThrownBy(() -> application.bean(type))
                        .as("%s", type)
                        .isInstanceOf(NoSuchBeanDefinitionException.class);
            }
        }
    }
}
