package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.extoledestination.ingest.Doors.bytes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What must not pass, at the whole application, over real HTTP. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class BadRequestsTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), dataDir);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @ParameterizedTest(name = "{0} {1} -> {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            /v1/track  | no JSON                                 | 400 | bad_request
            /v1/track  | [1, 2]                                  | 400 | bad_request
            /v1/track  | ''                                      | 400 | bad_request
            /v1/batch  | {"batch": 7}                            | 400 | bad_request
            /v1/fly    | {"userId": "u"}                         | 404 | not_found
            /segment   | no JSON                                 | 400 | bad_request
            /segment   | {"type": "fly", "userId": "u"}          | 400 | bad_request
            /segment   | {"type": "identify"}                    | 400 | no_user_anon_id
            /segment   | {"type": "page", "userId": "u"}         | 501 | unsupported_type
            """)
    void whatWillNotDoHoweverOftenItIsSentIsRefusedWithTheReason(String path, String body, int status, String code) {
        HttpResponse<String> answer = application.post(path, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Http.json(answer.body()).path("success").asBoolean(true)).isFalse();
        assertThat(Http.json(answer.body()).path("code").asText()).isEqualTo(code);
        assertThat(Http.json(answer.body()).path("message").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/identify", "/segment"})
    void aWrongOrMissingKeyIs401(String path) {
        String identify = "{\"type\": \"identify\", \"userId\": \"u\"}";

        assertThat(Http.post(application.ingest(path), "other", identify).statusCode())
                .isEqualTo(401);
        assertThat(Http.post(application.ingest(path), "", identify).statusCode())
                .isEqualTo(401);
    }

    @Test
    void anEventWithoutAnyIdIsAnsweredLikeSegmentDoesAndCounted() {
        HttpResponse<String> answer = application.post("/v1/identify", "{\"traits\": {\"plan\": \"gold\"}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"success\":true}");
        assertThat(metrics()).containsPattern("extole_destination_ingest_total\\{.*outcome=\"no_user_anon_id\"");
    }

    @ParameterizedTest
    @CsvSource({"GET, /error, 404", "POST, /error, 404", "GET, /nowhere, 404", "PUT, /v1/track, 405"})
    void whatNobodyServesIsAnsweredInOurWords(String method, String path, int status) {
        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(application.ingest(path))
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Http.json(answer.body()).path("success").asBoolean(true)).isFalse();
        assertThat(Http.json(answer.body()).size()).isEqualTo(3);
    }

    @Test
    void aStrangeMethodIsNotShownInTheLog(CapturedOutput output) {
        String method = "ODD" + "D".repeat(4_000);

        assertThat(odd(method, application.ingest("/v1/track"))).isEqualTo(405);
        assertThat(odd(method, application.management("/actuator/health"))).isGreaterThanOrEqualTo(400);
        assertThat(output).doesNotContain("ODDD");
    }

    private static int odd(String method, URI uri) {
        return Http.send(HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                        .build())
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / \r\n\r\n",
                "GET /\r\n\r\n",
                "TRACE /v1/track HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a|b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "GET http://other.example/nowhere HTTP/1.1\r\nHost: other.example\r\n\r\n"
            })
    void whatIsNoSoundHttpHearsNothingOfTheServer(String sent) {
        try (Wire wire = Wire.to(application.ingest("/"))) {
            wire.send(sent);
            String answer = wire.end().answer(Duration.ofSeconds(5));

            assertThat(answer)
                    .doesNotContain("Tomcat", "Exception", "\tat ", "<html", "timestamp")
                    .doesNotStartWith("HTTP/1.1 500");
        }
    }

    @Test
    void aHeadWithoutEndIsRefusedInOurWords() {
        try (Wire wire = Wire.to(application.ingest("/"))) {
            wire.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");

            assertThat(wire.answer(Duration.ofSeconds(5))).doesNotContain("Tomcat", "Exception", "<html");
        }
    }

    @Test
    void aBodyOverTheLimitIs400() {
        String large = "{\"userId\": \"u\", \"traits\": {\"a\": \"" + "x".repeat(600_000) + "\"}}";

        HttpResponse<String> answer = application.post("/v1/batch", large);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("512000");
    }

    @Test
    void aThousandEventsThatSegmentPostsAtOnceAreTaken() {
        String about = "x".repeat(1_300);
        String items = IntStream.range(0, 1_000)
                .mapToObj(i -> """
                        {"type": "identify", "userId": "many-%d", "messageId": "many-%d", "traits": {"about": "%s"}}""".formatted(i, i, about))
                .collect(Collectors.joining(","));

        assertThat(application.post("/segment", "[" + items + "]").statusCode()).isEqualTo(200);
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains("many-999"));
    }

    @Test
    void aGzippedBodyIsReadAndAMalformedOneIs400() throws IOException {
        byte[] whole = Gzip.of("{\"userId\": \"gz-1\", \"messageId\": \"gz-1\"}");
        byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);

        assertThat(gzipped(whole).statusCode()).isEqualTo(200);
        assertThat(gzipped(half).statusCode()).isEqualTo(400);
        assertThat(gzipped(bytes("no gzip")).statusCode()).isEqualTo(400);
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains("gz-1"));
    }

    @Test
    void aGzipBombIs400() throws IOException {
        assertThat(gzipped(Gzip.ofZeros(1_000_000_000)).statusCode()).isEqualTo(400);
    }

    @Test
    void jsonAHundredThousandDeepIs400() {
        String deep = "{\"userId\": \"u\", \"traits\": {\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}}";

        assertThat(application.post("/v1/batch", deep).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 400_000, 10_000_000})
    void numbersWithoutEndAreKeptNowhere(int digits) {
        String number = "{\"userId\": \"u\", \"traits\": {\"a\": " + "1".repeat(digits) + "}}";

        // As for any other event that is discarded; too large a request is refused.
        assertThat(application.post("/v1/identify", number).statusCode()).isEqualTo(digits > 32_000 ? 400 : 200);
        assertThat(application.post("/segment", number).statusCode()).isEqualTo(400);
    }

    @Test
    void oddTextAndDuplicateKeysAreNoFault() {
        assertThat(application
                        .post(
                                "/v1/identify",
                                "{\"userId\": \"a\", \"userId\": \"odd\\ud800\", \"messageId\": \"odd-1\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(application
                        .post("/v1/identify", "{\"userId\": \"a\\u0000b\"}")
                        .statusCode())
                .isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(extole.eachEvents("/data/partner_user_id")).contains("odd\uFFFD"));
        assertThat(metrics()).containsPattern("extole_destination_ingest_total\\{.*outcome=\"id_not_string\"");
    }

    @Test
    void whileItsRouteIsStoppedTheDoorAnswers503() throws Exception {
        RouteController routes = application.bean(CamelContext.class).getRouteController();
        routes.stopRoute("ingest-http");
        HttpResponse<String> closed = application.post("/v1/identify", "{\"userId\": \"u\"}");
        HttpResponse<String> picture = Http.get(application.ingest("/v1/pixel/page?userId=u"));
        routes.startRoute("ingest-http");

        assertThat(closed.statusCode()).isEqualTo(503);
        assertThat(closed.headers().firstValue("Retry-After")).contains("5");
        assertThat(closed.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(picture.statusCode()).isEqualTo(200);
    }

    private static String metrics() {
        return Http.get(application.management("/actuator/prometheus")).body();
    }

    private static HttpResponse<String> gzipped(byte[] body) {
        return Http.send(HttpRequest.newBuilder(application.ingest("/v1/identify"))
                .header("Authorization", Http.basic(Application.WRITE_KEY))
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }
}
