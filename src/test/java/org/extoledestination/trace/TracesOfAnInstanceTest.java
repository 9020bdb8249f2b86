package org.extoledestination.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded over the life of an instance, and who hears of it meanwhile. */
@Tag("slow")
class TracesOfAnInstanceTest {

    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static void track(Application to, String id, String person, String event) {
        assertThat(to.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event)).statusCode())
                .isEqualTo(200);
    }

    @Test
    @Timeout(120)
    void whoListensHearsOfEachEventThatHeAsksForAndTheStreamEndsWithTheApplication(@TempDir Path data)
            throws Exception {
        Application other = Application.start(sandbox.uri(), data);
        Iterator<String> lines;
        try (other) {
            lines = listen(other.management("/actuator/traces/tail?event=Heard"))
                    .iterator();
            assertThat(lines.next()).isEqualTo(":listening");
            track(other, "m-unheard", "u-1", "Step");
            track(other, "m-heard", "u-1", "Heard");

            assertThat(next(lines, "event:")).isEqualTo("event:trace");
            JsonNode heard = Http.json(next(lines, "data:").substring("data:".length()));
            assertThat(heard.path("messageId").asText()).isEqualTo("m-heard");
            assertThat(heard.path("outcome").asText()).isEqualTo("delivered");
            await().untilAsserted(() -> assertThat(
                            Http.json(other.management("/actuator/audit")).toString())
                    .as("who listens sees events")
                    .contains("/actuator/traces/tail"));
        }
        lines.forEachRemaining(line -> assertThat(line).doesNotContain("m-unheard"));
    }

    private static String next(Iterator<String> lines, String beginning) {
        String line = lines.next();
        while (!line.startsWith(beginning)) {
            line = lines.next();
        }
        return line;
    }

    private static Stream<String> listen(URI uri) throws IOException, InterruptedException {
        List<String> options = Tokens.options(uri);
        String token =
                Files.readString(Path.of(options.get(options.size() - 1))).strip();
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return answer.body();
    }

    @Test
    void aRestartKeepsWhatWasRecorded(@TempDir Path data) {
        try (Application first = Application.start(sandbox.uri(), data)) {
            track(first, "m-kept", "u-1", "Step");
            await().untilAsserted(() -> assertThat(Http.get(first.management("/actuator/traces/m-kept"))
                            .statusCode())
                    .isEqualTo(200));
        }
        try (Application second = Application.start(sandbox.uri(), data)) {
            JsonNode kept = Http.json(second.management("/actuator/traces/m-kept"));

            assertThat(kept.at("/0/trace/outcome").asText()).isEqualTo("delivered");
            assertThat(kept.at("/0/steps")).hasSize(4);
        }
    }

    @Test
    void offBySettingNothingIsRecorded(@TempDir Path data) {
        try (Application off = Application.start(sandbox.uri(), data, "trace.enabled=false")) {
            track(off, "m-off", "u-off", "Off");
            await().until(() -> new SandboxView(sandbox.uri())
                    .eachEvents("/data/segment_message_id")
                    .contains("m-off"));

            JsonNode listing = Http.json(off.management("/actuator/traces"));
            assertThat(listing.path("recording").asBoolean()).isFalse();
            assertThat(listing.path("traces")).isEmpty();
            assertThat(Http.get(off.management("/actuator/traces/m-off")).statusCode())
                    .isEqualTo(404);
        }
    }
}
