package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Segment's libraries, pages and servers really send, at the whole application, over real HTTP. */
class FrontDoorsTest {

    /** The key of the recorded libraries. */
    private static final String RECORDED_KEY = "testWriteKey123";

    private static final String SIGNED = "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u-100\","
            + "\"properties\":{\"total\":42.5,\"name\":\"Zoë / ☕\"},\"messageId\":\"m-1\"}";
    private static final String SIGNATURE = "9576c65f9ca69a2d4443e51873809cfd8a4f6418";

    /** What a client of Java's may not set itself. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(),
                dataDir,
                "ingest.sources[0].write-keys=" + RECORDED_KEY,
                "ingest.sources[0].subscription-keys=sub-key",
                "ingest.shared-secret=s3cret",
                "ingest.read-timeout=2s");
    }

    @AfterAll
    static void stop() {
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

    private static HttpRequest again(JsonNode recorded) {
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

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            text/plain                        | identity | false
            application/x-www-form-urlencoded | identity | false
            application/x-www-form-urlencoded | gzip     | false
            application/json; charset=UTF-8   | gzip     | true
            multipart/form-data               | identity | true
            """)
    void anyContentTypeThatCarriesJsonIsTaken(String contentType, String encoding, boolean chunked) throws IOException {
        String id = contentType + encoding;
        String json = "{\"userId\": \"Zoë ☕\", \"messageId\": \"" + id + "\"}";
        byte[] body = encoding.equals("gzip") ? Gzip.of(json) : bytes(json);

        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(application.ingest("/v1/i"))
                .header("Authorization", Http.basic(Application.WRITE_KEY))
                .header("Content-Type", contentType)
                .header("Content-Encoding", encoding)
                .POST(
                        chunked
                                ? BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))
                                : BodyPublishers.ofByteArray(body))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        await().until(() -> messageIds().contains(id));
        assertThat(extole.eachEvents("/data/partner_user_id")).contains("Zoë ☕");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identify", "i", "import/", "b/", "p/", "screen", "g", "alias/", "m", "m/"})
    void everyPathAnswersWithAJsonObject(String path) {
        HttpResponse<String> answer = application.post("/v1/" + path, "{\"userId\": \"u\", \"batch\": []}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void aPixelTakesItsEventAndShowsThePictureWhateverHappens() {
        HttpResponse<String> taken = Http.get(application.ingest(
                "/v1/pixel/track?userId=u-px&event=Email+Opened&messageId=px-1&properties.email=mia%40example.com"
                        + "&writeKey=" + Application.WRITE_KEY));
        HttpResponse<String> noKey = Http.get(application.ingest("/v1/pixel/track?userId=u&event=A"));
        HttpResponse<String> noCall = Http.get(application.ingest("/v1/pixel/fly?data=***"));

        for (HttpResponse<String> answer : List.of(taken, noKey, noCall)) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.body()).startsWith("GIF89a");
        }
        await().until(() -> messageIds().contains("px-1"));
    }

    @Test
    void settingsLeadLibrariesBackHere() {
        URI address = application.ingest("/v1/projects/" + Application.WRITE_KEY + "/settings");

        HttpResponse<String> answer = Http.get(address);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Http.json(answer.body()).at("/integrations/Segment.io"))
                .isEqualTo(Http.json("{\"apiKey\": \"%s\", \"apiHost\": \"%s/v1\"}"
                        .formatted(Application.WRITE_KEY, address.getAuthority())));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/projects/other/settings", "/v1/projects/test-write-key", "/v1/projects/"})
    void thereAreNoSettingsForAnybodyElse(String path) {
        HttpResponse<String> answer = Http.get(application.ingest(path));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/t", "/v1/batch/", "/v1/projects/k/settings", "/v1/pixel/track"})
    void aBrowserMayAskFirst(String path) {
        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(application.ingest(path))
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,x-retry-count")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("authorization", "content-type", "x-retry-count");
    }

    @Test
    void refusalsCanBeReadByAScriptToo() {
        HttpResponse<String> refused = Http.post(application.ingest("/v1/t"), "other", "{\"userId\": \"u\"}");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers"))
                .contains("Retry-After");
    }

    @ParameterizedTest(name = "{0} with {1} -> {2}")
    @CsvSource({
        "sub-key, good, /segment, 200",
        "sub-key, good, /segment/, 200",
        "sub-key, wrong, /segment, 401",
        "sub-key, '', /segment, 401",
        "test-write-key, good, /segment, 403",
        "other, good, /segment, 401"
    })
    void segmentMustShowItsKeyAndSign(String key, String signature, String path, int status) {
        HttpResponse<String> answer = segment(path, key, signature.equals("good") ? SIGNATURE : signature, SIGNED);

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void aSignedArrayIsTaken() {
        String array = "[" + SIGNED + ",{\"type\":\"identify\",\"userId\":\"u-101\",\"messageId\":\"array-2\"}]";

        assertThat(segment("/segment", "sub-key", SIGNATURE, array).statusCode())
                .isEqualTo(200);
        await().until(() -> messageIds().contains("array-2"));
    }

    private static HttpResponse<String> segment(String path, String key, String signature, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(application.ingest(path))
                .header("Authorization", Http.basic(key))
                .header("X-Segment-Settings", "not even Base64")
                .POST(BodyPublishers.ofString(body));
        if (!signature.isEmpty()) {
            request.header("X-Signature", signature);
        }
        return Http.send(request.build());
    }

    @Test
    void aSenderOfOneByteNowAndThenIsSentAwayInTime() throws IOException {
        ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), application.ingest("/").getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(bytes("POST /v1/track HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"));
            out.flush();
            Future<?> drops = dripping.scheduleAtFixedRate(() -> drip(out), 0, 100, TimeUnit.MILLISECONDS);

            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();

            drops.cancel(true);
            assertThat(status).startsWith("HTTP/1.1 503");
        } finally {
            dripping.shutdownNow();
        }
    }

    private static void drip(OutputStream out) {
        try {
            out.write(' ');
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("The server has closed the connection, which ends the dripping", e);
        }
    }

    private static List<String> messageIds() {
        return extole.eachEvents("/data/segment_message_id");
    }
}
