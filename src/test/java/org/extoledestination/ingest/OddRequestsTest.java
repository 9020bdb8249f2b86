package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What browsers, mail programs and proxies put into addresses, headers and cookies, byte for byte. */
@Tag("slow")
class OddRequestsTest {

    private static final String BODY = "{\"userId\":\"u-1\",\"event\":\"Song Played\",\"messageId\":\"%s\"}";

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;
    private static final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), dataDir, "server.forward-headers-strategy=framework");
        log.start();
        ((Logger) LoggerFactory.getLogger(IngestAnswers.class)).addAppender(log);
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger(IngestAnswers.class)).detachAppender(log);
        application.close();
        sandbox.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '!', textBlock = """
            ten kilobytes of cookies            ! Cookie: consent=<10000>
            many cookies                        ! Cookie: a=1; b="x y"; c=; d=%7B%22a%22%3A1%7D; __Host-e=[1,2]; =f; g
            two lines of cookies                ! Cookie: a=1<crlf>Cookie: b=2
            a long address of the page          ! Referer: https://shop.example/?q=<6000>
            words of a browser                  ! Sec-CH-UA: "Not A;Brand";v="8"<crlf>DNT: 1<crlf>Priority: u=4, i
            words of proxies                    ! Via: 1.1 squid (squid/5.7)<crlf>X-Forwarded-For: 203.0.113.7, unknown<crlf>Forwarded: for="[2001:db8::1]:47011"
            a header with letters beyond ASCII  ! X-City: Zürich
            an empty header                     ! X-Empty:
            a trace                             ! traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
            a range                             ! Range: bytes=0-
            """)
    void anyHeaderIsTaken(String kind, String headers) throws IOException {
        String id = "m-" + kind.replace(' ', '-');
        String body = BODY.formatted(id);

        String answer = send("POST /v1/track HTTP/1.1\r\nHost: localhost\r\n" + filled(headers)
                + "\r\nAuthorization: " + authorization() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 200");
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '!', textBlock = """
            JSON as it is           ! /v1/pixel/track?data={"event":"Seen","userId":"u-1","messageId":"<id>","writeKey":"<key>"}
            marks left in a value   ! /v1/pixel/track?userId=u-1&event=Seen&messageId=<id>&writeKey=<key>&properties.list=<a|b>^[c]`\\
            six kilobytes           ! /v1/pixel/track?userId=u-1&event=Seen&messageId=<id>&writeKey=<key>&properties.note=<6000>
            a cache buster          ! /v1/pixel/track?userId=u-1&event=Seen&messageId=<id>&writeKey=<key>&&_=1764460000000&=x&y
            an ampersand of HTML    ! /v1/pixel/track?userId=u-1&amp;event=Seen&amp;messageId=<id>&amp;writeKey=<key>
            letters beyond ASCII    ! /v1/pixel/track?userId=u-1&event=Größe-尺寸&messageId=<id>&writeKey=<key>&properties.ort=Zürich
            the same in JSON        ! /v1/pixel/track?data={"event":"Größe-尺寸","userId":"u-1","messageId":"<id>","writeKey":"<key>","properties":{"ort":"Zürich"}}
            broken percent signs    ! /v1/pixel/track?userId=u-1&event=Seen&messageId=<id>&writeKey=<key>&properties.off=50%&properties.x=%zz
            """)
    void aPixelIsTakenWithWhateverStandsInItsAddress(String kind, String path) throws IOException {
        String id = "p-" + kind.replace(' ', '-');
        String address = filled(path).replace("<id>", id).replace("<key>", Application.WRITE_KEY);

        String answer = send("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("image/gif");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
    }

    /** As raw bytes, which are UTF-8 or of an older character set. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"UTF-8, Zürich", "ISO-8859-1, Z\uFFFDrich"})
    void aLetterBeyondAsciiInAPixelIsReadAsUtf8(String charset, String city) throws IOException {
        String id = "p-" + charset;
        String request =
                "GET /v1/pixel/track?userId=u-1&event=Seen&messageId=" + id + "&properties.city=Zürich&writeKey="
                        + Application.WRITE_KEY + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        assertThat(send(request.getBytes(Charset.forName(charset)))).startsWith("HTTP/1.1 200");
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
        assertThat(extole.eachEvents("/data/city")).contains(city);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '!', textBlock = """
            twenty kilobytes of cookies ! POST /v1/track HTTP/1.1<crlf>Host: localhost<crlf>Cookie: a=<20000>
            an address of 20,000        ! GET /v1/pixel/track?data=<20000> HTTP/1.1<crlf>Host: localhost
            a blank in the address      ! GET /v1/pixel/track?event=Order Completed HTTP/1.1<crlf>Host: localhost
            letters in the path         ! GET /v1/pixel/größe?event=Seen HTTP/1.1<crlf>Host: localhost
            no host                     ! GET /v1/pixel/track HTTP/1.1<crlf>X: y
            another protocol            ! SSH-2.0-OpenSSH_9.6
            """)
    void whatIsNoHttpHearsSoInOurWordsReadableByAScriptAndCounted(String kind, String head) throws IOException {
        double before = malformed();

        String answer = send(filled(head) + "\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("Access-Control-Allow-Origin: *", "\"success\":false", "16 KB")
                .doesNotContain("Tomcat", "<html", "Exception");
        await().until(() -> malformed() > before);
    }

    /** Not one for each: senders decide how many there would be. */
    @Test
    void whatIsNoHttpHasALineInTheLog() throws IOException {
        for (int i = 0; i < 10; i++) {
            send("SSH-2.0-OpenSSH_9.6\r\n\r\n");
        }

        await().untilAsserted(() -> assertThat(List.copyOf(log.list).stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(line -> line.contains("code=malformed")))
                .hasSizeBetween(1, 5)
                .allSatisfy(line -> assertThat(line)
                        .contains("Refused a request. door=http, status=400", "from=127.0.0.0/24", "no request as HTTP")
                        .doesNotContain("SSH")));
    }

    /** What the pages say that a proxy must send. */
    @Test
    void settingsLeadBackThroughThePrefixOfAProxy() throws IOException {
        for (String page : List.of("docs/connect/browser.md", "docs/connect/kotlin.md")) {
            assertThat(Files.readString(Path.of(page)))
                    .contains("`X-Forwarded-Prefix`", "`server.forward-headers-strategy: framework`");
        }

        assertThat(settingsBehindAProxy(application.ingest(""))).isEqualTo("shop.example/collect/v1");
    }

    private static String settingsBehindAProxy(URI here) {
        HttpResponse<String> answer = Http.send(
                HttpRequest.newBuilder(URI.create(here + "/v1/projects/" + Application.WRITE_KEY + "/settings"))
                        .header("X-Forwarded-Host", "shop.example")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Prefix", "/collect")
                        .build());
        return Http.json(answer.body()).at("/integrations/Segment.io/apiHost").asText();
    }

    @Test
    void settingsLeadToTheContextPath(@TempDir Path data) {
        // A process of its own: a second embedded broker in this one would have the same name.
        try (ApplicationProcess collect =
                new ApplicationProcess(sandbox.uri(), data, "server.servlet.context-path=/collect")) {
            String apiHost = Http.json(collect.ingest("/collect/v1/projects/" + Application.WRITE_KEY + "/settings"))
                    .at("/integrations/Segment.io/apiHost")
                    .asText();

            assertThat(apiHost).endsWith("/collect/v1");
            assertThat(settingsBehindAProxy(collect.ingest("/collect"))).isEqualTo(apiHost);
            // As the libraries for browsers and for mobile devices send.
            for (String path : List.of("/t", "/b")) {
                String event = BODY.formatted("context-path-" + path.charAt(1));
                assertThat(Http.post(
                                        URI.create("http://" + apiHost + path),
                                        Application.WRITE_KEY,
                                        path.equals("/t")
                                                ? event
                                                : "{\"batch\": [{\"type\": \"track\", " + event.substring(1) + "]}")
                                .statusCode())
                        .isEqualTo(200);
            }
            await().until(() -> extole.eachEvents("/data/segment_message_id")
                    .containsAll(List.of("context-path-t", "context-path-b")));
        }
    }

    private static double malformed() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_connections_total") && line.contains("malformed"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String authorization() {
        return "Basic "
                + Base64.getEncoder().encodeToString((Application.WRITE_KEY + ":").getBytes(StandardCharsets.UTF_8));
    }

    private static String filled(String text) {
        return text.replace("<crlf>", "\r\n")
                .replace("<6000>", "x".repeat(6_000))
                .replace("<10000>", "x".repeat(10_000))
                .replace("<20000>", "x".repeat(20_000));
    }

    private static String send(String request) throws IOException {
        return send(request.getBytes(StandardCharsets.UTF_8));
    }

    private static String send(byte[] request) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), application.ingest("/").getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
