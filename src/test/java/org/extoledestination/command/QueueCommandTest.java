package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalArtemis;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class QueueCommandTest {

    @Test
    void whatWaitsIsListedShownAndParkedBeforeItIsTried(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            SandboxView extole = new SandboxView(sandbox.uri());
            try (Application application = Application.start(sandbox.uri(), folder, "queue.hold=true")) {
                for (String id : List.of("one", "two", "three")) {
                    application.post("/v1/track", """
                            {"userId": "u-jane", "messageId": "%s", "event": "Step%s"}""".formatted(id, id.equals("two") ? "\\u202e\\u009b31m" : ""));
                }

                await().untilAsserted(() -> assertThat(run(application, "list"))
                        .contains(
                                "queue.hold is set",
                                "one  extole.events  track 'Step'",
                                "three",
                                "two  extole.events  track 'Step'")
                        .doesNotContain("u-jane", "\u009b", "\u202e"));
                assertThat(run(application, "list", "--limit", "1"))
                        .contains("The oldest 1 of 3 in extole.events:", "one", "Nothing waits in segment.events.")
                        .doesNotContain("three");
                assertThat(run(application, "show", "one")).contains("u-jane", "personal data");
                assertThat(run(application, "park", "one")).contains("Parked: segment:one", "dead letter");
                assertThat(run(application, "list")).contains("parked");
                assertThat(application.health("queue").toString()).contains("DOWN", "queue.hold");

                await().untilAsserted(
                                () -> assertThat(application.deadLetters()).hasSize(1));
                assertThat(application.deadLetters().get(0).toString())
                        .contains("\"one\"", "set-aside", "parked_by_hand", "queue park");
                assertThat(extole.events()).isEmpty();
            }
            try (Application application = Application.start(sandbox.uri(), folder)) {
                await().untilAsserted(() -> assertThat(extole.eachEvents("/data/segment_message_id"))
                        .containsExactly("two", "three"));
                await().untilAsserted(() -> assertThat(run(application, "list"))
                        .contains("Nothing waits in extole.events.", "Nothing waits in segment.events."));
            }
        }
    }

    /** A deep one of the two hides nothing of the other; the broker inside the process tells how deep they are. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "ActiveMQ Classic", "Artemis"})
    void eachQueueIsListedByItselfWithABroker(String kind, @TempDir Path folder) throws Exception {
        try (Brokers broker = new Brokers(kind, folder);
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(), folder.resolve("data"), "queue.hold=true", "queue.broker-url=" + broker.url)) {
            for (int i = 0; i < 60; i++) {
                assertThat(application.post("/v1/track", """
                        {"userId": "u-jane-%d", "messageId": "e-%d", "event": "Step"}""".formatted(i, i)).statusCode())
                        .isEqualTo(200);
            }
            List<String> sent = broker.send("[{\"type\": \"identify\", \"userId\": \"u-jane\"}]", "not read yet");

            await().untilAsserted(() -> assertThat(run(application, "list", "--limit", "20"))
                    .contains("The oldest 20 ", "in extole.events", "e-0 ", "e-19 ")
                    .contains("2 in segment.events", sent.get(0) + "  segment.events", sent.get(1))
                    .contains(
                            kind.equals("embedded")
                                    ? "20 of 60 in extole.events:"
                                    : "extole.events, and there are more:")
                    .doesNotContain("e-20 "));
            assertThat(run(application, "list", "--limit", "1000"))
                    .contains("e-59 ")
                    .doesNotContain("there are more");
            assertThat(run(application, "show", "e-42")).contains("u-jane", "e-42");
            assertThat(run(application, "show", sent.get(1))).contains("segment.events", "not read yet");
            assertThat(run(application, "park", "e-42")).contains("Parked: segment:e-42");
            assertThat(run(application, "park", sent.get(0))).contains("Parked: jms:" + sent.get(0));

            await().untilAsserted(() -> assertThat(application.deadLetters()).hasSize(1));
            assertThat(application.deadLetters().get(0).toString()).contains("e-42", "parked_by_hand");
            await().untilAsserted(() -> assertThat(run(application, "list")).contains("1 in segment.events"));
        }
    }

    /** The broker of the application, inside of it or as a process of its own. */
    private static final class Brokers implements AutoCloseable {

        private final String url;
        private final String sendTo;
        private final AutoCloseable broker;

        private Brokers(String kind, Path folder) {
            switch (kind) {
                case "Artemis" -> {
                    ExternalArtemis artemis = new ExternalArtemis(folder.resolve("broker"));
                    broker = artemis;
                    url = artemis.url();
                }
                case "ActiveMQ Classic" -> {
                    ExternalBroker classic = new ExternalBroker(folder.resolve("broker"));
                    broker = classic;
                    url = classic.url();
                }
                default -> {
                    broker = () -> {};
                    url = "";
                }
            }
            sendTo = url.isEmpty() ? "vm://extole-destination?create=false" : url;
        }

        /** Puts them on {@code segment.events}; returns the broker's ids. */
        private List<String> send(String... texts) throws JMSException {
            List<String> ids = new ArrayList<>();
            try (Connection connection = new ActiveMQConnectionFactory(sendTo).createConnection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                MessageProducer producer = session.createProducer(session.createQueue("segment.events"));
                for (String text : texts) {
                    TextMessage message = session.createTextMessage(text);
                    producer.send(message);
                    ids.add(message.getJMSMessageID());
                }
            }
            return ids;
        }

        @Override
        public void close() throws IOException {
            try {
                broker.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("The broker does not end", e);
            }
        }
    }

    @Test
    void whatIsNotThereIsSaid(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(sandbox.uri(), folder)) {
            StringWriter out = new StringWriter();
            assertThat(Commands.run(new PrintWriter(out), arguments(application, "park", "it's not there")))
                    .isEqualTo(1);
            assertThat(Commands.run(new PrintWriter(out), arguments(application, "show", "nowhere")))
                    .isEqualTo(1);
        }
    }

    private static String run(Application application, String... words) {
        StringWriter out = new StringWriter();
        assertThat(Commands.run(new PrintWriter(out), arguments(application, words)))
                .isZero();
        return out.toString();
    }

    private static String[] arguments(Application application, String... words) {
        List<String> all = new ArrayList<>(List.of("queue"));
        all.addAll(List.of(words));
        all.addAll(Tokens.options(application.management("")));
        return all.toArray(String[]::new);
    }
}
