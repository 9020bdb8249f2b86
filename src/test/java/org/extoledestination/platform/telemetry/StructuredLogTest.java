package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line of the log as JSON: what is said of an event names it. */
@Tag("slow")
class StructuredLogTest {

    private static final String FAILING = """
                    - filter:
                        simple: "${header.segmentMessageId} == 'm-fails'"
                        steps:
                          - throwException: { exceptionType: java.lang.IllegalStateException, message: x }
            """;

    @TempDir
    private Path folder;

    @Test
    void aLineThatIsLoggedWhileAnEventFailsNamesTheEventAndItsSource() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(
                        sandbox.uri(),
                        folder,
                        "logging.structured.format.console=ecs",
                        "logging.level.org.extoledestination=DEBUG",
                        "routes.folder=" + routes())) {
            send(application, "m-1");
            send(application, "jane@example.com");
            send(application, "m-fails");

            await().until(() -> named(application, "Kept in dead letters", "m-1")
                    && named(application, "Kept in dead letters", "[e-mail]")
                    && named(application, "Processing a message of 'extole.events' failed", "m-fails"));
            application.stop();
            assertThat(application.exitCode()).isEqualTo(143);
            assertThat(Files.readString(application.log())).doesNotContain("jane");
            assertThat(lines(application)).anySatisfy(line -> {
                assertThat(line.path("message").asText()).startsWith("Stopped after");
                assertThat(line.has("messageId")).isFalse();
            });
        }
    }

    private static void send(ApplicationProcess application, String messageId) {
        Http.post(
                application.ingest("/v1/track"), Application.WRITE_KEY, """
                {"userId": "u-%s", "messageId": "%s", "event": "Order Completed", "properties": {"total": "much"}}""".formatted(messageId.hashCode(), messageId));
    }

    /** Those that are shipped, but for one that fails while it keeps a dead letter. */
    private Path routes() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes")).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String step = "        - bean: { ref: deadLetters, method: keep }\n";
                Files.writeString(
                        copy.resolve(file.getFileName()), Files.readString(file).replace(step, FAILING + step));
            }
        }
        return copy;
    }

    private static boolean named(ApplicationProcess application, String message, String messageId) {
        return lines(application).stream()
                .filter(line -> line.path("message").asText().contains(message))
                .anyMatch(line -> line.path("messageId").asText().equals(messageId)
                        && line.path("segmentSource").asText().equals("segment"));
    }

    /** All of them, but for what the JVM says, and a last one of which only the beginning is there. */
    private static List<JsonNode> lines(ApplicationProcess application) {
        try (Stream<String> lines = Files.lines(application.log())) {
            return lines.filter(line -> line.startsWith("{") && line.endsWith("}"))
                    .map(Http::json)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
