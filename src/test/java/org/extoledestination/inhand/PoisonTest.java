package org.extoledestination.inhand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.platform.telemetry.MemoryFault;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event that ends the process, with the options of {@code java -jar} alone: twice, then never again. */
@Tag("slow")
class PoisonTest {

    private static final int INNOCENT = 200;

    @ParameterizedTest
    @CsvSource({"halt, 99", "fill, " + MemoryFault.EXIT_CODE})
    void isADeadLetterAfterTwoEndsAndNobodyElseIs(String poison, int exitCode, @TempDir Path folder)
            throws IOException {
        Path routes = routes(folder.resolve("routes"), poison);
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(
                        sandbox.uri(), folder, "routes.folder=" + routes, "queue.suspects-wait=3s")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            assertThat(Http.post(application.ingest("/v1/batch"), Application.WRITE_KEY, batch())
                            .statusCode())
                    .isEqualTo(200);

            assertThat(application.exitCode()).isEqualTo(exitCode);
            application.startAgain();
            assertThat(application.exitCode()).isEqualTo(exitCode);
            application.startAgain();

            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(letters(application)).hasSize(1));
            JsonNode letter = letters(application).get(0);
            assertThat(letter.path("messageId").asText()).isEqualTo("poison");
            assertThat(letter.path("reason").asText()).isEqualTo("set-aside");
            assertThat(letter.path("code").asText()).isEqualTo("ended_the_process");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(extole.eachEvents("/data/segment_message_id"))
                            .containsAll(innocent()));
            assertThat(application.isAlive()).isTrue();
            await().untilAsserted(() -> assertThat(Files.readString(folder.resolve("data/suspects")))
                    .doesNotContain("suspect"));
        }
    }

    private static List<JsonNode> letters(ApplicationProcess application) {
        JsonNode page = Http.json(application.management("/actuator/deadletters"));
        return page.path("deadLetters").valueStream().toList();
    }

    private static List<String> innocent() {
        return IntStream.range(0, INNOCENT).mapToObj(i -> "innocent-" + i).toList();
    }

    private static String batch() {
        Stream<String> ids = Stream.concat(
                innocent().subList(0, INNOCENT / 2).stream(),
                Stream.concat(Stream.of("poison"), innocent().subList(INNOCENT / 2, INNOCENT).stream()));
        return ids.map(id -> """
                        {"type": "track", "userId": "u-%s", "messageId": "%s", "event": "%s"}""".formatted(id, id, id.equals("poison") ? "Poison" : "Step"))
                .collect(Collectors.joining(",", "{\"batch\": [", "]}"));
    }

    /** The routes as shipped, but that one event is dangerous. */
    private static Path routes(Path folder, String poison) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path track = folder.resolve("31-track.camel.yaml");
        Files.writeString(track, Files.readString(track).replaceFirst("steps:\n", """
                steps:
                        - filter:
                            simple: "\\${header.segmentEvent} == 'Poison'"
                            steps:
                              - bean: { beanType: %s, method: %s }
                """.formatted(
                        Poison.class.getName(), poison)));
        return folder;
    }
}
