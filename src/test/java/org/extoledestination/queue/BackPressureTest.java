package org.extoledestination.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.command.ActiveMQQueue;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Queue or disk are full: nothing more is taken in, what was is delivered, and then all goes on by itself. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class BackPressureTest {

    private static final String INPUT = "segment.events";

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private SandboxView extole;

    @BeforeEach
    void startSandbox() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    private Application launch(String... settings) {
        return Application.start(sandbox.uri(), folder.resolve("data"), settings);
    }

    @Test
    void aFullQueueClosesAllDoorsUntilItHasRoomAgainAndNothingIsLost(CapturedOutput output) throws Exception {
        try (Application application = launch("queue.max-depth=20")) {
            extole.fault("{\"status\": 503}");

            List<String> kept = fill(application, 2_000);

            assertThat(kept).hasSizeGreaterThanOrEqualTo(20);
            assertHeld(application, "queue.max-depth");
            HttpResponse<String> imported = Http.post(
                    application.management("/actuator/import"),
                    "",
                    "{\"events\": \"{\\\"type\\\": \\\"track\\\", \\\"userId\\\": \\\"i\\\", \\\"messageId\\\":"
                            + " \\\"import\\\", \\\"event\\\": \\\"Step\\\", \\\"timestamp\\\":"
                            + " \\\"2026-11-23T10:00:00Z\\\"}\"}");
            assertThat(imported.statusCode()).isEqualTo(503);
            assertThat(imported.body()).contains("queue.max-depth");
            assertInputStays(application, "jms-1");

            extole.mend();

            kept.add("jms-1");
            await().atMost(Duration.ofSeconds(30)).until(() -> delivered().containsAll(kept));
            assertThat(delivered()).doesNotHaveDuplicates().hasSameSizeAs(kept);
            assertOpen(application);
            assertThat(track(application, "last").statusCode()).isEqualTo(200);
            assertThat(lines(output, "Intake is held")).isEqualTo(1);
            assertThat(lines(output, "Intake goes on after")).isEqualTo(1);
        }
    }

    @Test
    void withTooLittleDiskWhatIsKeptIsDeliveredAndNothingElseIsTakenIn(CapturedOutput output) throws Exception {
        List<String> kept;
        try (Application application = launch()) {
            extole.fault("{\"status\": 503}");
            kept = new ArrayList<>(
                    IntStream.range(0, 30).mapToObj(i -> "k-" + i).toList());
            kept.forEach(id -> assertThat(track(application, id).statusCode()).isEqualTo(200));
        }
        extole.mend();
        try (Application application = launch("queue.min-free-disk=1000TB")) {
            assertHeld(application, "queue.min-free-disk");
            await().until(() -> delivered().containsAll(kept));
            assertThat(application.health("diskSpace").path("status").asText()).isEqualTo("DOWN");
            assertThat(application.health("diskSpace").at("/details/reason").asText())
                    .isEqualTo("less than 1048576000 MB are free on the disk of DATA_DIR (queue.min-free-disk)");
            assertThat(application.health("diskSpace").at("/details/action").asText())
                    .startsWith("make room on the disk");
            assertInputStays(application, "jms-1");
            assertThat(lines(output, "Intake is held")).isEqualTo(1);
        }
        try (Application application = launch("queue.min-free-disk=0")) {
            await().until(() -> delivered().contains("jms-1"));
            assertOpen(application);
            assertThat(delivered()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFullStoreClosesTheDoorBeforeTheBrokerFailsAndRecovers(CapturedOutput output) throws Exception {
        try (Application application = launch("queue.max-store-size=80MB")) {
            extole.fault("{\"status\": 503}");

            List<String> kept = fillByBatches(application);
            assertHeld(application, "queue.max-store-size");
            assertThat(application.health("queue").path("status").asText()).isEqualTo("UP");

            extole.mend();

            await().atMost(Duration.ofSeconds(60)).until(() -> new HashSet<>(delivered()).containsAll(kept));
            // The broker gives room back in whole files, twice a minute.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> track(application, "last").statusCode() == 200);
            assertOpen(application);
            assertThat(output.getAll()).doesNotContain("Store is Full", "cannot keep events");
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    @Test
    void aDepthThatCannotBeKnownStopsTheStartAndSaysWhatToDo() {
        assertThatThrownBy(() -> launch("queue.broker-url=tcp://127.0.0.1:1", "queue.max-depth=5"))
                .hasStackTraceContaining("limit the queue extole.events at the broker itself");
    }

    private static List<String> fill(Application application, int most) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            if (!isTaken(track(application, "e-" + i))) {
                return kept;
            }
            kept.add("e-" + i);
        }
        throw new AssertionError("The limit is not reached after " + most + " events");
    }

    /** As few requests as can be: each waits for the disk. */
    private static List<String> fillByBatches(Application application) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String batch = i + "-";
            List<String> ids =
                    IntStream.range(0, 15).mapToObj(n -> "e-" + batch + n).toList();
            String events = ids.stream()
                    .map(id -> "{\"type\": \"track\", " + event(id, "x".repeat(30_000)) + "}")
                    .collect(Collectors.joining(","));
            if (!isTaken(application.post("/v1/batch", "{\"batch\": [" + events + "]}"))) {
                return kept;
            }
            kept.addAll(ids);
        }
        throw new AssertionError("The limit is not reached");
    }

    private static boolean isTaken(HttpResponse<String> answer) {
        if (answer.statusCode() == 200) {
            return true;
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        return false;
    }

    private void assertHeld(Application application, String setting) {
        JsonNode intake = application.health("intake");
        assertThat(intake.path("status").asText()).isEqualTo("OUT_OF_SERVICE");
        assertThat(intake.at("/details/reason").asText()).contains(setting);
        assertThat(intake.at("/details/action").asText()).isNotBlank();
        HttpResponse<String> readiness = Http.get(application.management("/actuator/health/readiness"));
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains(setting, "action");
        HttpResponse<String> probe = Http.get(application.ingest("/readyz"));
        assertThat(probe.statusCode()).isEqualTo(503);
        assertThat(probe.body()).isEqualTo("{\"status\":\"OUT_OF_SERVICE\"}");
        assertThat(Http.get(application.ingest("/livez")).statusCode()).isEqualTo(200);
        assertThat(Http.get(application.management("/actuator/health/liveness")).statusCode())
                .isEqualTo(200);
        assertThat(metric(application, "extole_destination_queue_full")).isEqualTo(1);
        assertThat(track(application, "refused").statusCode()).isEqualTo(503);
        // A pixel is answered with its picture, and lost.
        assertThat(Http.get(application.ingest("/v1/pixel/track?data=e30")).statusCode())
                .isEqualTo(200);
    }

    private static void assertOpen(Application application) {
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        application.health("intake").path("status").asText().equals("UP"));
        assertThat(Http.get(application.management("/actuator/health/readiness"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(metric(application, "extole_destination_queue_full")).isZero();
    }

    /** A message that is sent now is not taken. */
    private static void assertInputStays(Application application, String id) throws JMSException {
        try (Connection connection =
                        application.bean(ActiveMQConnectionFactory.class).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue(INPUT)).send(session.createTextMessage("""
                            {"type": "track", "userId": "%s", "messageId": "%s", "event": "Step"}""".formatted(id, id)));
        }
        Instant end = Instant.now().plus(Duration.ofSeconds(2));
        await().until(() -> Instant.now().isAfter(end));
        assertThat(inInput(application)).isEqualTo(1);
    }

    private static long inInput(Application application) {
        try {
            return application
                    .bean(BrokerService.class)
                    .getRegionBroker()
                    .getDestinations(new ActiveMQQueue(INPUT))
                    .stream()
                    .mapToLong(queue ->
                            queue.getDestinationStatistics().getMessages().getCount())
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> track(Application application, String id) {
        return application.post("/v1/track", "{" + event(id, "") + "}");
    }

    private static String event(String id, String padding) {
        return """
                "userId": "%s", "messageId": "%s", "event": "Step", "context": {"padding": "%s"}""".formatted(id, id, padding);
    }

    private List<String> delivered() {
        return extole.eachEvents("/data/segment_message_id");
    }

    private static double metric(Application application, String name) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long lines(CapturedOutput output, String text) {
        return output.getAll().lines().filter(line -> line.contains(text)).count();
    }
}
