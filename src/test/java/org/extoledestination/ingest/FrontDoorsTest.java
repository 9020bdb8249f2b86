package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.extoledestination.ingest.Doors.bytes;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.web.context.support.ServletRequestHandledEvent;

/** What Segment's libraries, pages and servers really send, at the whole application, over real HTTP. */
@Tag("slow")
class FrontDoorsTest {

    private static final String SIGNED = "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u-100\","
            + "\"properties\":{\"total\":42.5,\"name\":\"Zoë / ☕\"},\"messageId\":\"m-1\"}";
    private static final String SIGNATURE = "9576c65f9ca69a2d4443e51873809cfd8a4f6418";

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
                "ingest.sources[0].subscription-keys=sub-key",
                "ingest.shared-secret=s3cret",
                "ingest.read-timeout=2s");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
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
    void aPathThatLeadsPastTheLimitsOfABodyIsRefused() {
        for (String path : List.of("/segment/../x", "/v1/%2e%2e/x", "/v1/../batch")) {
            HttpResponse<String> answer =
                    application.post(path, "{\"batch\":[{\"type\":\"identify\",\"userId\":\"u\"}]}");

            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body()).as(path).contains("'..'");
        }
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
    void whatNoRouteTakesHearsWhatIsAllowed() {
        HttpResponse<String> method = Http.send(HttpRequest.newBuilder(application.ingest("/v1/track"))
                .PUT(BodyPublishers.ofString("{}"))
                .build());
        HttpResponse<String> path = Http.post(application.ingest("/nowhere"), Application.WRITE_KEY, "{}");

        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).contains("POST");
        assertThat(path.statusCode()).isEqualTo(404);
    }

    @Test
    void eventsPassBySpringMvcAndWhatNoRouteTakesDoesNot() {
        List<String> dispatched = new CopyOnWriteArrayList<>();
        ApplicationListener<ServletRequestHandledEvent> listener = new ApplicationListener<>() {
            @Override
            public void onApplicationEvent(ServletRequestHandledEvent event) {
                dispatched.add(event.getRequestUrl());
            }
        };
        ApplicationEventMulticaster events = application.bean(ApplicationEventMulticaster.class);
        events.addApplicationListener(listener);

        application.post("/v1/track", "{\"userId\": \"u-past\", \"event\": \"A\"}");
        Http.post(application.ingest("/nowhere"), Application.WRITE_KEY, "{}");

        await().until(() -> dispatched.contains("/nowhere"));
        assertThat(dispatched).doesNotContain("/v1/track");
        events.removeApplicationListener(listener);
    }

    @Test
    void requestsAreTimedUnderThePathOfTheirRoute() {
        application.post("/v1/track", "{\"userId\": \"u-timed\", \"event\": \"A\"}");

        String metrics =
                Http.get(application.management("/actuator/prometheus")).body();

        assertThat(metrics.lines().filter(line -> line.startsWith("http_server_requests_seconds_count")))
                .anySatisfy(line -> assertThat(line)
                        .contains("method=\"POST\"", "status=\"200\"", "uri=\"/v1/{*matchOnUriPrefix}\""));
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

    /** Camel takes parameters for headers; a link must not bring a key or a signature. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v1/track?Authorization=%s, '', ''",
        "/v1/track?authorization=%s, '', ''",
        "/v1/track?AUTHORIZATION=%s&Authorization=%s, '', ''",
        "/v1/track;Authorization=%s, '', ''",
        "/segment?Authorization=%s, '', good",
        "/segment?X-Signature=%s, sub-key, ''",
        "/segment?x-signature=%s, sub-key, ''",
        "/segment;X-Signature=%s, sub-key, ''",
        "/segment?Authorization=%s&X-Signature=%s, '', ''",
        "/segment?CamelHttpServletRequest=x&Authorization=%s&X-Signature=%s, '', ''"
    })
    void keyAndSignatureAreReadFromHeadersAlone(String path, String key, String signature) {
        String shown = path.startsWith("/v1") ? Http.basic(Application.WRITE_KEY) : Http.basic("sub-key");
        String address = path.replace("uthorization=%s", "uthorization=" + encoded(shown))
                .replace("UTHORIZATION=%s", "UTHORIZATION=" + encoded(shown))
                .replace("ignature=%s", "ignature=" + SIGNATURE);
        HttpRequest.Builder request = HttpRequest.newBuilder(application.ingest(address))
                .header("Cookie", "Authorization=" + encoded(shown) + "; X-Signature=" + SIGNATURE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(SIGNED));
        if (!key.isEmpty()) {
            request.header("Authorization", Http.basic(key));
        }
        if (!signature.isEmpty()) {
            request.header("X-Signature", SIGNATURE);
        }

        assertThat(Http.send(request.build()).statusCode()).isIn(401, 404);
    }

    @Test
    void aParameterChangesNothingOfAHeaderThatIsThere() {
        String address =
                "/segment?Authorization=" + encoded(Http.basic("other")) + "&X-Signature=00&segmentSource=other";

        assertThat(segment(address, "sub-key", SIGNATURE, SIGNED).statusCode()).isEqualTo(200);
    }

    @Test
    void aHeaderThatComesTwiceWithTwoValuesOpensNothing() {
        for (List<String> keys : List.of(List.of("sub-key", "other"), List.of("other", "sub-key"))) {
            HttpRequest request = HttpRequest.newBuilder(application.ingest("/segment"))
                    .header("Authorization", Http.basic(keys.get(0)))
                    .header("Authorization", Http.basic(keys.get(1)))
                    .header("X-Signature", SIGNATURE)
                    .POST(BodyPublishers.ofString(SIGNED))
                    .build();

            assertThat(Http.send(request).statusCode()).isEqualTo(401);
        }
        HttpRequest signedTwice = HttpRequest.newBuilder(application.ingest("/segment"))
                .header("Authorization", Http.basic("sub-key"))
                .header("X-Signature", SIGNATURE)
                .header("x-signature", "00")
                .POST(BodyPublishers.ofString(SIGNED))
                .build();
        assertThat(Http.send(signedTwice).statusCode()).isEqualTo(401);
    }

    /** Names that have a meaning further on belong to us, whoever sends them. */
    @Test
    void noHeaderOfASenderChangesSourceOrPerson() {
        HttpResponse<String> answer = Http.send(HttpRequest.newBuilder(
                        application.ingest("/v1/track?segmentSource=other&segmentType=delete&CamelHttpPath=/b"))
                .header("Authorization", Http.basic(Application.WRITE_KEY))
                .header("segmentSource", "other")
                .header("segmentType", "delete")
                .header("segmentPerson", "0".repeat(64))
                .header("contentEncoding", "gzip")
                .header("CamelHttpPath", "/b")
                .header("camelhttppath", "/b")
                .header("CamelBeanMethodName", "single")
                .POST(BodyPublishers.ofString("{\"userId\": \"u-own\", \"messageId\": \"own-1\", \"event\": \"Own\"}"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        await().until(() -> messageIds().contains("own-1"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aSignedArrayIsTaken() {
        String array = "[" + SIGNED + ",{\"type\":\"identify\",\"userId\":\"u-101\",\"messageId\":\"array-2\"}]";

        assertThat(segment("/segment", "sub-key", SIGNATURE, array).statusCode())
                .isEqualTo(200);
        await().until(() -> messageIds().contains("array-2"));
    }

    /** Segment's signature has neither time nor nonce: what was heard once can be sent again, and changes nothing. */
    @Test
    void aReplayedSignatureBringsNothingTwice() {
        String array = "[" + SIGNED + ",{\"type\":\"identify\",\"userId\":\"u-102\",\"messageId\":\"array-3\"}]";

        assertThat(segment("/segment", "sub-key", SIGNATURE, array).statusCode())
                .isEqualTo(200);
        await().until(() -> messageIds().contains("array-3"));
        assertThat(segment("/segment", "sub-key", SIGNATURE, array).statusCode())
                .isEqualTo(200);
        String marked = "[" + SIGNED + ",{\"type\":\"identify\",\"userId\":\"u-102\",\"messageId\":\"array-4\"}]";
        assertThat(segment("/segment", "sub-key", SIGNATURE, marked).statusCode())
                .isEqualTo(200);

        await().until(() -> messageIds().contains("array-4"));
        assertThat(messageIds()).containsOnlyOnce("array-3");
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
    void messagesOfTheQueueArriveAndWhatCannotBeReadIsSetAside() throws IOException, JMSException {
        byte[] packed = Gzip.of("{\"type\":\"identify\",\"userId\":\"u-jms\",\"messageId\":\"jms-1\"}");
        JmsTemplate jms = new JmsTemplate(application.bean(ActiveMQConnectionFactory.class));
        jms.setReceiveTimeout(Duration.ofSeconds(30).toMillis());

        jms.send("segment.events", session -> session.createObjectMessage("never unpacked"));
        jms.send("segment.events", session -> {
            BytesMessage message = session.createBytesMessage();
            message.setStringProperty("contentEncoding", "gzip");
            message.setStringProperty("JMSXGroupID", "their-own");
            message.writeBytes(packed);
            return message;
        });

        await().until(() -> messageIds().contains("jms-1"));
        Message refused = jms.receive("segment.events.refused");
        assertThat(refused).isNotNull();
        assertThat(refused.getStringProperty("refusedReason")).startsWith("bad_request: ");
    }

    @Test
    void aMessageOfASourceThatNobodyKnowsIsSetAsideAndGoesToNoOthersAccount() throws JMSException {
        JmsTemplate jms = new JmsTemplate(application.bean(ActiveMQConnectionFactory.class));
        jms.setReceiveTimeout(Duration.ofSeconds(30).toMillis());

        jms.send("segment.events", session -> {
            Message message = session.createTextMessage("{\"type\":\"identify\",\"userId\":\"u-jms\"}");
            message.setStringProperty("segmentSource", "outlte");
            return message;
        });

        Message refused = jms.receive("segment.events.refused");
        assertThat(refused).isNotNull();
        assertThat(refused.getStringProperty("refusedReason"))
                .isEqualTo("unknown_source: There is no source 'outlte' in ingest.sources. Known: segment.");
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
