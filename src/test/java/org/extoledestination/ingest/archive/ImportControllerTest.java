package org.extoledestination.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file door says to chunks, sound ones and others. */
@Tag("slow")
class ImportControllerTest {

    private static final String EVENT =
            "{\"type\":\"page\",\"userId\":\"u-1\",\"messageId\":\"m-1\",\"timestamp\":\"2026-03-02T09:00:00Z\"}";

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(), dataDir, "ingest.sources[1].name=old", "ingest.sources[1].enabled=false");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @Test
    void eachEventOfAChunkIsJudgedByItself() {
        HttpResponse<String> answer = post(chunk(EVENT + "\nnone\n{\"batch\":[]}\n" + EVENT));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Http.json(answer.body())).isEqualTo(Http.json("""
                {"accepted": 2, "refused": [
                  {"event": 1, "code": "bad_request",
                   "message": "The body is not JSON: it breaks at line 1, column 1."},
                  {"event": 2, "code": "bad_request", "message": "The batch does not hold exactly one event."}]}"""));
    }

    @Test
    void whatIsTakenAndRefusedIsCountedAsAtTheOtherDoorsButNotInADryRun() {
        double accepted = count("accepted");
        double refused = count("id_required");

        post(chunk(EVENT + "\n{\"type\":\"delete\"}").put("dryRun", "true"));
        post(chunk(EVENT + "\n{\"type\":\"delete\"}"));

        assertThat(count("accepted")).isEqualTo(accepted + 1);
        assertThat(count("id_required")).isEqualTo(refused + 1);
    }

    @Test
    void aChunkThatWillNeverDoIsAnsweredWith400AndWhatToDo() {
        assertRefused(JsonMapper.builder().build().createObjectNode(), "The request has no 'events'.");
        assertRefused(chunk(EVENT).put("dryRun", "maybe"), "'dryRun' is neither true nor false.");
        assertRefused(
                chunk(EVENT).put("source", "none"),
                "There is no source 'none' in ingest.sources. Known: segment, old.");
        assertRefused(chunk(EVENT).put("source", "old"), "The source 'old' is switched off in ingest.sources.");
        assertRefused(chunk((EVENT + "\n").repeat(5_001)), "The chunk holds 5001 events; 5000 is the most.");
        assertRefused(chunk("\n".repeat(5_001)), "The chunk holds 5001 events; 5000 is the most.");
        assertRefused(chunk("x".repeat(8 * 1024 * 1024 + 1)), "'events' is longer than 8388608 characters.");
        assertThat(Http.post(application.management("/actuator/import"), "", "{\"events\":[]}")
                        .statusCode())
                .isEqualTo(400);
    }

    private static void assertRefused(ObjectNode chunk, String message) {
        HttpResponse<String> answer = post(chunk);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer.body()).path("message").asText()).startsWith(message);
    }

    private static ObjectNode chunk(String events) {
        return JsonMapper.builder().build().createObjectNode().put("events", events);
    }

    private static HttpResponse<String> post(ObjectNode chunk) {
        return Http.post(application.management("/actuator/import"), "", chunk.toString());
    }

    private static double count(String outcome) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_ingest_total{")
                        && line.contains("outcome=\"" + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
