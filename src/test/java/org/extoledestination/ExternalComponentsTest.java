package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a broker and a database of the operator's own: PostgreSQL, and ActiveMQ Classic as a process of its own. */
@Tag("slow")
class ExternalComponentsTest {

    @TempDir
    private static Path folder;

    private static ExternalBroker broker;
    private static EmbeddedPostgres database;
    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @BeforeAll
    static void start() throws IOException {
        broker = new ExternalBroker(folder.resolve("broker"));
        database = database(0);
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "queue.broker-url=" + broker.url(),
                "spring.datasource.url=" + database.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.username=postgres",
                "spring.datasource.password=postgres");
    }

    private static EmbeddedPostgres database(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    @AfterAll
    static void stop() throws IOException {
        application.close();
        sandbox.close();
        database.close();
        broker.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
    }

    @Test
    void eventsFromAQueueReachExtoleAndWhatCannotBeReadSaysWhy() throws JMSException {
        send(
                "{\"type\": \"track\", \"userId\": \"q-1\", \"messageId\": \"q-1\", \"event\": \"Signed Up\"}",
                "[{\"type\": \"identify\", \"userId\": \"q-1\", \"messageId\": \"q-2\"}, {\"type\": \"track\"}]",
                "no JSON");

        await().until(() -> extole.events().size() == 2);
        assertThat(extole.eachEvents("/data/segment_message_id")).containsExactly("q-1", "q-2");
        assertThat(refusedReasons(2))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("event_not_defined: "),
                        second -> assertThat(second).startsWith("bad_request: The body is not JSON"));
    }

    @Test
    void whileTheBrokerIsGoneSendersHear503AndAfterwardsNothingIsMissing() {
        extole.fault("{\"status\": 503}");
        List<String> kept =
                IntStream.range(0, 20).mapToObj(i -> accepted("b-" + i)).toList();

        broker.kill();
        await().until(() -> track("refused").statusCode() == 503);

        HttpResponse<String> answer = track("refused");
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.body()).contains("\"success\":false", "send it again");
        assertThat(status("/actuator/health/readiness")).isEqualTo(503);
        assertThat(status("/actuator/health/liveness")).isEqualTo(200);

        broker.startAgain();
        extole.mend();
        await().atMost(Duration.ofSeconds(60)).until(() -> track("after").statusCode() == 200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> extole.eachEvents("/data/segment_message_id").containsAll(kept)
                        && extole.eachEvents("/data/segment_message_id").contains("after"));
        assertThat(application.deadLetters()).isEmpty();
    }

    @Test
    void whileTheDatabaseIsGoneEventsAreKeptAndAfterwardsDelivered() throws IOException {
        accepted("before");
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains("before"));
        int port = database.getPort();

        database.close();
        List<String> kept =
                IntStream.range(0, 20).mapToObj(i -> accepted("d-" + i)).toList();
        await().until(() -> application.health("db").path("status").asText().equals("DOWN"));
        assertThat(application.health("db").path("details"))
                .hasToString(
                        ("{\"reason\":\"the database at localhost:%d does not answer\",\"action\":\"see that it runs, and"
                                        + " is reached from here; events are taken in and kept, and delivered once it answers\"}")
                                .formatted(port));
        assertThat(extole.events()).hasSize(1);

        database = database(port);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> extole.eachEvents("/data/segment_message_id").containsAll(kept));
        assertThat(extole.events()).hasSize(21);
        assertThat(application.deadLetters()).isEmpty();
    }

    private static HttpResponse<String> track(String id) {
        return application.post("/v1/track", """
                {"userId": "u-%s", "messageId": "%s", "event": "Step"}""".formatted(id, id));
    }

    private static String accepted(String id) {
        assertThat(track(id).statusCode()).isEqualTo(200);
        return id;
    }

    private static int status(String path) {
        return Http.get(application.management(path)).statusCode();
    }

    private static void send(String... texts) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            var producer = session.createProducer(session.createQueue("segment.events"));
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    private static List<String> refusedReasons(int count) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue("segment.events.refused"))) {
            connection.start();
            List<String> reasons = new java.util.ArrayList<>();
            for (int i = 0; i < count; i++) {
                Message message = consumer.receive(10_000);
                assertThat(message).isNotNull();
                reasons.add(message.getStringProperty("refusedReason"));
            }
            return reasons;
        }
    }
}
