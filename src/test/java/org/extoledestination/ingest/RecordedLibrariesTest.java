package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of real libraries, recorded on the wire and sent again byte for byte to the whole application. */
@Tag("slow")
class RecordedLibrariesTest {

    /** The key that the libraries were given. */
    private static final String RECORDED_KEY = "testWriteKey123";

    /** What a client of Java's may not set itself. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    @TempDir
    private Path dataDir;

    private Sandbox sandbox;
    private SandboxView extole;
    private Application application;

    /** For each recording anew: they hold the same order, which goes out once. */
    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(), dataDir, "ingest.sources[0].write-keys=" + RECORDED_KEY + ',' + Application.WRITE_KEY);
    }

    @AfterEach
    void stop() {
        application.close();
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "browser-analytics-next-1.84.3-standard.json",
                "java-segment-analytics-3.5.4.json",
                "node-segment-analytics-node-3.1.0.json"
            })
    void recordedRequestsOfALibraryArriveOnceHoweverOftenTheyAreSent(String file) throws IOException {
        JsonNode recorded = Http.json(Files.readString(Path.of("src/test/resources/captured", file)));
        List<String> ids = new ArrayList<>();
        recorded.forEach(request -> ids.addAll(delivered(request.path("body"))));

        for (JsonNode request : List.of(recorded, recorded).stream()
                .flatMap(JsonNode::valueStream)
                .toList()) {
            HttpResponse<String> answer = Http.send(again(request));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"success\":true}");
        }
        application.post("/v1/identify", "{\"userId\": \"u-100\", \"messageId\": \"after-" + file + "\"}");

        await().until(() -> messageIds().contains("after-" + file));
        await().untilAsserted(() ->
                assertThat(messageIds().stream().filter(ids::contains)).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(ids).isNotEmpty();
    }

    /** The events of a body that are of use to Extole. */
    private static List<String> delivered(JsonNode body) {
        JsonNode batch = body.path("batch");
        return (batch.isArray() ? batch.valueStream() : List.of(body).stream())
                .filter(event ->
                        List.of("identify", "track").contains(event.path("type").asText()))
                .map(event -> event.path("messageId").asText())
                .toList();
    }

    private HttpRequest again(JsonNode recorded) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        application.ingest(recorded.path("url").asText()))
                .POST(BodyPublishers.ofByteArray(Base64.getDecoder()
                        .decode(recorded.path("wireBodyBase64").asText())));
        for (JsonNode header : recorded.path("rawHeaders")) {
            if (!OWN_HEADERS.contains(header.path(0).asText().toLowerCase(Locale.ROOT))) {
                request.header(header.path(0).asText(), header.path(1).asText());
            }
        }
        return request.build();
    }

    private List<String> messageIds() {
        return extole.eachEvents("/data/segment_message_id");
    }
}
