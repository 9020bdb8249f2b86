package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.extoledestination.support.Application;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who comes to the wrong door hears which is the right one. */
@Tag("slow")
class WrongDoorTest {

    @TempDir
    private static Path folder;

    private static Application application;

    @BeforeAll
    static void start() {
        application = Application.start(URI.create("http://127.0.0.1:1"), folder);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource(delimiter = '|', textBlock = """
            test-subscription-key | /v1/track     | track | 401 | This is a subscription key, which opens /segment. /v1 takes write keys
            test-write-key        | /segment      | track | 403 | This is a write key, which opens /v1. /segment takes subscription keys
            nobody                | /v1/track     | track | 401 | The write key is missing or unknown
            test-subscription-key | /segment      | trak  | 400 | identify, track, page, screen, group, alias, delete
            test-write-key        | /v2/track     | track | 404 | Nothing is served at /v2/track.
            test-write-key        | /v1/trak      | track | 404 | There are: /v1/ with identify
            test-write-key        | /v2/a@b.com   | track | 404 | Nothing is served at this path.
            """)
    void theAnswerNamesTheRightDoor(String key, String path, String type, int status, String says) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(application.ingest(path))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((key + ':').getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"type": "%s", "userId": "u-1", "messageId": "m-1", "event": "Step"}""".formatted(type)))
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).contains(says).doesNotContain("a@b.com");
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
