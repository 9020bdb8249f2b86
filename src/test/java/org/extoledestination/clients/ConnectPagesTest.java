package org.extoledestination.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of docs/connect are lines that run. */
@Tag("slow")
class ConnectPagesTest {

    private static final Path JAVA = Path.of("src/test/java/org/extoledestination/clients");

    @TempDir
    private Path folder;

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("node.md", "js", Npm.FOLDER.resolve("node.js")),
                Arguments.of("browser.md", "html", Npm.FOLDER.resolve("browser.html")),
                Arguments.of("rudderstack.md", "html", Npm.FOLDER.resolve("rudder-browser.html")),
                Arguments.of("java.md", "java", JAVA.resolve("SegmentJava.java")),
                Arguments.of("kotlin.md", "java", JAVA.resolve("SegmentKotlin.java")),
                Arguments.of("rudderstack.md", "java", JAVA.resolve("RudderJava.java")),
                Arguments.of("activemq.md", "java", JAVA.resolve("QueueProducer.java")));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void everyLineOfAPageIsALineOfTheProgramThatTheTestsRun(String page, String language, Path program) {
        List<String> lines = Blocks.of(page, language).stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();

        assertThat(lines).hasSizeGreaterThan(3);
        assertThat(Blocks.read(program).lines().map(String::strip)).containsAll(lines);
    }

    @Test
    void theCommandsOfTheWebhookPageGiveWhatItShows() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        sandbox.uri(),
                        folder,
                        "ingest.sources[0].subscription-keys=webhook-key",
                        "ingest.shared-secret=s3cret")) {
            commandsGiveWhatThePageShows("webhook.md", application, new SandboxView(sandbox.uri()));
        }
    }

    @Test
    void theCommandsOfTheEngagePageGiveWhatItShows() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        Application.start(sandbox.uri(), folder, "ingest.sources[0].subscription-keys=webhook-key")) {
            commandsGiveWhatThePageShows("engage.md", application, new SandboxView(sandbox.uri()));
        }
    }

    private static void commandsGiveWhatThePageShows(String page, Application application, SandboxView extole) {
        Stream.of("bash", "curl", "openssl")
                .forEach(program -> assumeTrue(
                        Program.find(program).isPresent(), "Skipped: there is no " + program + " on the PATH"));
        String commands = String.join("", Blocks.of(page, "sh"))
                .replace("localhost:8080", application.ingest("").getAuthority());
        JsonNode shown = Http.json(Blocks.of(page, "json").get(0));

        String printed = run(page, commands);

        assertThat(printed.replace("{\"success\":true}", "")).isBlank();
        await().untilAsserted(() -> assertThat(extole.events().stream().map(ConnectPagesTest::nameAndData))
                .containsExactlyElementsOf(shown));
    }

    private static String run(String name, String commands) {
        try (Program bash = Program.start(name, List.of("bash", "-euo", "pipefail", "-c", commands))) {
            assertThat(bash.endsWell(Duration.ofSeconds(30))).as(bash.printed()).isTrue();
            return bash.printed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode nameAndData(JsonNode event) {
        return ((ObjectNode) event).retain("event_name", "data");
    }

    @Test
    void aProducerReachesExtoleByQueueAndFindsWhatCannotBeReadWithTheReason() throws JMSException {
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        Application.start(sandbox.uri(), folder.resolve("data"), "queue.broker-url=" + broker.url())) {
            SandboxView extole = new SandboxView(sandbox.uri());
            List<String> shown = Blocks.of("activemq.md", "json");

            QueueProducer.send(broker.url(), shown.get(0));
            QueueProducer.send(broker.url(), "{\"type\": \"track\", \"userId\": \"u-100\"}");

            await().untilAsserted(() -> assertThat(extole.events().stream().map(ConnectPagesTest::nameAndData))
                    .containsExactly(Http.json(shown.get(1))));
            assertThat(refusedReason(broker.url())).startsWith("event_not_defined: ");
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    private static String refusedReason(String brokerUrl) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(brokerUrl).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Message refused = session.createConsumer(session.createQueue("segment.events.refused"))
                    .receive(Duration.ofSeconds(20).toMillis());
            assertThat(Objects.requireNonNull((TextMessage) refused).getText()).contains("u-100");
            return refused.getStringProperty("refusedReason");
        }
    }
}
