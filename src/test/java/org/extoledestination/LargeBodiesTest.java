package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large events, more of them than the heap of the image holds, in each place where events are in memory together. */
class LargeBodiesTest {

    private static final int MANY = 240;
    private static final String LARGE = "x".repeat(1_000_000);
    private static final String[] SETTINGS = {
        "ingest.max-event-size=1100KB", "ingest.max-request-size=2MB", "delivery.hold-after=300ms"
    };

    @TempDir
    private Path folder;

    private final ExecutorService senders = Executors.newFixedThreadPool(12);
    private Sandbox sandbox;
    private SandboxView extole;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
    }

    @AfterEach
    void stop() {
        senders.shutdownNow();
        sandbox.close();
    }

    @Test
    void fromManySendersAtOnceAndReplayedAtOnce() throws Exception {
        try (ApplicationProcess application = ApplicationProcess.asInTheImage(sandbox.uri(), folder, SETTINGS)) {
            extole.fault("{\"status\": 400, \"code\": \"event_blocked\"}");
            send(application, "Step");
            await().atMost(Duration.ofMinutes(2)).until(() -> letters(application) == MANY);
            extole.mend();

            assertThat(Http.post(
                                    application.management("/actuator/deadletters/replay"),
                                    "",
                                    "{\"all\": \"true\", \"rate\": \"0\"}")
                            .statusCode())
                    .isEqualTo(200);

            awaitAll(application);
            await().until(() -> letters(application) == 0);
        }
    }

    @Test
    void ofPersonsWhoWaitAside() throws Exception {
        try (ApplicationProcess application = ApplicationProcess.asInTheImage(sandbox.uri(), folder, SETTINGS)) {
            extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
            send(application, "Poison");
            await().atMost(Duration.ofMinutes(2)).until(() -> held(application) == MANY);
            extole.mend();

            awaitAll(application);
        }
    }

    @Test
    void sentAheadByABrokerBesideTheProcess() throws Exception {
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"))) {
            fill(broker.url(), "segment.events");
            extole.fault("{\"status\": 503}");
            String[] settings = {SETTINGS[0], SETTINGS[1], "queue.broker-url=" + broker.url()};
            try (ApplicationProcess application = ApplicationProcess.asInTheImage(sandbox.uri(), folder, settings)) {
                // All of them are in extole.events by then, which is read ahead while delivery waits.
                await().atMost(Duration.ofMinutes(2)).until(() -> accepted(application) >= MANY);
                extole.mend();

                awaitAll(application);
            }
        }
    }

    private void send(ApplicationProcess application, String name) throws Exception {
        List<Future<?>> all = IntStream.range(0, MANY)
                .<Future<?>>mapToObj(i -> senders.submit(() -> post(application.ingest("/v1/track"), event(i, name))))
                .toList();
        for (Future<?> each : all) {
            each.get();
        }
    }

    /** Until it is kept, as Segment's libraries do. */
    private static void post(URI uri, String body) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Http.post(uri, Application.WRITE_KEY, body).statusCode() == 200);
    }

    private static String event(int number, String name) {
        return """
                {"type": "track", "userId": "u-%d", "messageId": "m-%d", "event": "%s", "context": {"large": "%s"}}""".formatted(number % 20, number, name, LARGE);
    }

    private static void fill(String broker, String queue) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (int i = 0; i < MANY; i++) {
                producer.send(session.createTextMessage(event(i, "Step")));
            }
        }
    }

    private void awaitAll(ApplicationProcess application) {
        await().atMost(Duration.ofMinutes(3)).until(() -> {
            assertThat(application.isAlive()).isTrue();
            return extole.eachEvents("/data/segment_message_id").stream()
                            .distinct()
                            .count()
                    == MANY;
        });
        for (int person = 0; person < 20; person++) {
            int whose = person;
            assertThat(extole.eachEvents("/data/segment_message_id").stream()
                            .map(id -> Integer.parseInt(id.substring(2)))
                            .filter(number -> number % 20 == whose)
                            .distinct())
                    .isSorted();
        }
    }

    private static int letters(ApplicationProcess application) {
        return Http.json(application.management("/actuator/deadletters"))
                .path("total")
                .asInt();
    }

    private static int held(ApplicationProcess application) {
        return Http.json(application.management("/actuator/delivery"))
                .at("/held/events")
                .asInt();
    }

    private static double accepted(ApplicationProcess application) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_ingest_total") && line.contains("\"accepted\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
