package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What one sender may take: how much is made of a request, how many there may be, and how many lines they are worth. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class LimitsTest {

    private static final List<IngestSettings.Source> SOURCES =
            List.of(Doors.source("shop", Doors.KEY), Doors.source("big", "wk_big"));

    @Test
    void aContextThatABatchHandsDownToTinyEventsIsRefused() throws IOException {
        String body = batch(270, 28_000);

        assertThat(Gzip.of(body)).hasSizeLessThan(2_000);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(new Doors(), Doors.KEY, body))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("batch_grows"));
    }

    /** A letter of Chinese has three bytes on the disk and in the request. */
    @Test
    void whatIsMadeIsCountedInBytes() {
        Doors doors = new Doors();

        assertThat(read(doors, Doors.KEY, batch(100, 5_000))).hasSize(100);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(doors, Doors.KEY, inChinese(batch(100, 5_000))))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("batch_grows"));
        // What is refused grows as what is kept does: with 4 KB for each this message may become 1 MB.
        String refused = batch(100, 8_000).replace("\"userId\":\"u\"", "\"a\":1");
        SegmentQueue queue = doors.segmentQueue(64 << 20);
        assertThat(queue.read(Doors.message(refused, "shop", null, "ID:1", null))
                        .refused())
                .hasSize(100);
        assertThat(queue.read(Doors.message(inChinese(refused), "shop", null, "ID:1", null))
                        .refused())
                .singleElement()
                .satisfies(all -> assertThat(all.reason()).startsWith("batch_grows"));
    }

    /** 92 KB, packed, would be written 2,400 times, to be discarded each time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"context\": {\"traits\": {%s}}",
                "\"context\": {\"traits\": {%s}, \"n\": 1e99999999999}",
                "\"integrations\": {%s}",
                "\"sentAt\": {%s}",
                "\"context\": {\"a\": {%1$.40000s\"z\":1}}, \"integrations\": {%1$.40000s\"z\":1}"
            })
    void whatABatchHandsDownIsMeasuredOnceAndNotForEachEvent(String handedDown) {
        Doors doors = new Doors();
        String names = IntStream.range(0, 38_000)
                .mapToObj(i -> "\"%05x\":1".formatted(i))
                .collect(Collectors.joining(","));
        String body = '{' + handedDown.formatted(names) + ",\"batch\":["
                + "{\"type\":\"page\",\"anonymousId\":\"a\"},".repeat(2_399)
                + "{\"type\":\"page\",\"anonymousId\":\"a\"}]}";

        long allocated = BodyTreesTest.allocated(
                () -> assertThat(read(doors, Doors.KEY, body)).isEmpty());

        assertThat(allocated).isLessThan(64L << 20);
        assertThat(doors.counted("event_too_large")).isEqualTo(2_400);
        assertThat(doors.segmentQueue()
                        .read(Doors.message(body, "shop", null, "ID:1", null))
                        .refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith("batch_grows"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\": \"page\"}", "7", "{\"type\": \"page\", \"userId\": \"u\", \"a\": \"%s\"}"})
    void whatIsHandedDownToEventsThatAreDiscardedGrowsToo(String event) {
        String body =
                batch(100, 60_000).replace("{\"type\":\"page\",\"userId\":\"u\"}", event.formatted("x".repeat(4_000)));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(new Doors(), Doors.KEY, body))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("batch_grows"));
    }

    @ParameterizedTest
    @CsvSource({"100, 2000", "250, 2000", "100, 4500", "1000, 500", "2500, 200"})
    void anOrdinaryContextIsHandedDownToAllEvents(int events, int context) {
        assertThat(read(new Doors(), Doors.KEY, batch(events, context))).hasSize(events);
    }

    @Test
    @SuppressWarnings("try") // a place is held, and not looked at
    void whatIsMadeTakesUpRoomUntilItIsKept() {
        BodyRoom room = new BodyRoom(16 << 20, 500_000, Duration.ofMillis(50), 200);
        String body = batch(200, 2_500);
        InHand inHand = InHand.begin("192.0.2.7");
        try (BodyRoom.Reading place = room.toBeRead(room.toArrive(Optional.of("shop"), body.length()));
                BodyRoom.Reading others = room.toBeRead(room.toArrive(Optional.of("shop"), 0))) {
            others.tree(4 << 20);
            inHand.place(place);
            assertThat(read(new Doors(), Doors.KEY, body)).hasSize(200);
            try (BodyRoom.Reading more = room.toBeRead(room.toArrive(Optional.of("shop"), 0))) {
                more.tree(900_000);
                assertThatExceptionOfType(RefusedException.class)
                        .isThrownBy(() -> read(new Doors(), Doors.KEY, body))
                        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("busy"));
            }
        } finally {
            InHand.end();
        }
    }

    @Test
    void aSourceThatHasSentItsEventsHears429UntilTheyComeBack() {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 100, 0, 0));
        read(doors, Doors.KEY, batch(100, 10));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(doors, Doors.KEY, batch(2, 10)))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(429))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isEqualTo(72));
        assertThat(read(doors, "wk_big", batch(200, 10))).hasSize(200);
        doors.pass(Duration.ofSeconds(72));
        assertThat(read(doors, Doors.KEY, batch(2, 10))).hasSize(2);
    }

    /** It is taken when nothing else was sent: libraries send it again and again, and never smaller. */
    @Test
    void aRequestOfMoreThanAnHourIsPaidForInTheHoursAfterIt() {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 100, 0, 0));
        assertThat(read(doors, Doors.KEY, batch(250, 10))).hasSize(250);

        doors.pass(Duration.ofHours(1));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(doors, Doors.KEY, batch(1, 10)))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isEqualTo(300));
        doors.pass(Duration.ofMinutes(31));
        assertThat(read(doors, Doors.KEY, batch(1, 10))).hasSize(1);
        doors.pass(Duration.ofMinutes(50));
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> read(doors, Doors.KEY, batch(250, 10)));
        doors.pass(Duration.ofMinutes(11));
        assertThat(read(doors, Doors.KEY, batch(250, 10))).hasSize(250);
    }

    @Test
    void noAnswerAsksForMoreThanLibrariesWait() {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 0, 10_000, 0));
        read(doors, Doors.KEY, batch(1, 20_000));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> doors.subscriptionEndpoint()
                        .read(
                                bytes("{\"type\": \"identify\", \"userId\": \"u\", \"traits\": {\"a\": \""
                                        + "x".repeat(9_000) + "\"}}"),
                                basic(Doors.KEY + ':'),
                                null))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isEqualTo(300));
    }

    @Test
    void theBytesOfASourceAreThoseThatAreKept() {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 0, 50_000, 0));
        read(doors, Doors.KEY, inChinese(batch(1, 10_000)));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(doors, Doors.KEY, inChinese(batch(1, 10_000))))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("limit_reached"));
        read(doors, Doors.KEY, batch(1, 10_000));
    }

    @Test
    void aSourceMaySendSoManyRequestsInTenSeconds() {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(2, 0, 0, 0));
        for (int i = 0; i < 20; i++) {
            read(doors, Doors.KEY, batch(1, 10));
        }

        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> read(doors, Doors.KEY, batch(1, 10)));
        doors.pass(Duration.ofSeconds(1));
        read(doors, Doors.KEY, batch(1, 10));
    }

    /** With a key that stands in a web page: what is refused costs as much to read as what is kept. */
    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"batch\": 1}", "{\"batch\": [1]}", "", "LARGE", "GROWS"})
    void aRequestCountsWhateverBecomesOfIt(String body) {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(2, 0, 0, 0));
        String sent = body.equals("LARGE")
                ? "{\"batch\": [" + "1,".repeat(2_500) + "1]}"
                : body.equals("GROWS") ? batch(270, 28_000) : body;
        for (int i = 0; i < 20; i++) {
            assertThat(catchThrowable(() -> read(doors, Doors.KEY, sent)))
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            refused -> assertThat(((RefusedException) refused).status())
                                    .isEqualTo(400));
        }

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> read(doors, Doors.KEY, sent))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(429))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("limit_reached"));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> doors.pixel().read("/track", "userId=u&event=e", basic(Doors.KEY + ':'), "GET"))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(429));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> doors.subscriptionEndpoint().read(bytes(sent), basic(Doors.KEY + ':'), null))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(429));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestCountsOnceAndWithItsKeyInTheHeaderIsNotReadBeyondTheLimit(boolean isSubscription) throws Exception {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(2, 0, 0, 0));
        List<String> read = new ArrayList<>();
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/batch");
            request.setContent(bytes(batch(1, 10)));
            request.addHeader("Authorization", basic(Doors.KEY + ':'));
            MockHttpServletResponse response = new MockHttpServletResponse();
            (isSubscription ? doors.subscriptionFilter() : doors.bodyFilter())
                    .doFilter(request, response, (inflated, answer) -> {
                        read(doors, Doors.KEY, batch(1, 10));
                        read.add(InHand.current().source());
                    });
            answers.add(response.getStatus());
        }

        assertThat(answers.subList(0, 20)).containsOnly(200);
        assertThat(answers.get(20)).isEqualTo(429);
        assertThat(read).hasSize(20).containsOnly("shop");
    }

    @Test
    void whoIsRefusedTooOftenHears429UnlessItShowsAKey() throws Exception {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 0, 0, 3));
        for (int i = 0; i < 3; i++) {
            assertThat(answer(doors, "gzip", null).getStatus()).isEqualTo(400);
        }

        MockHttpServletResponse refused = answer(doors, null, null);

        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("20");
        assertThat(refused.getContentAsString()).contains("too_many_refusals");
        assertThat(answer(doors, null, basic(Doors.KEY + ':')).getStatus()).isEqualTo(200);
        doors.pass(Duration.ofSeconds(20));
        assertThat(answer(doors, null, null).getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, 192.0.2.77, true",
        "192.0.2.77, 192.0.2.78, false",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:9:9:9:9, true",
        "10.1.2.3, 10.1.2.3, true",
        "127.0.0.1, 127.0.0.1, false",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1, false"
    })
    void anAddressMaySendSoManyRequestsInTenSecondsWhateverKeyItShows(String one, String other, boolean waits)
            throws Exception {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 0, 0, 600, 1));
        for (int i = 0; i < 10; i++) {
            assertThat(answer(doors, one, null, basic(Doors.KEY + ':')).getStatus())
                    .isEqualTo(200);
        }

        MockHttpServletResponse answer = answer(doors, other, null, basic(Doors.KEY + ':'));

        assertThat(answer.getStatus()).isEqualTo(waits ? 429 : 200);
        assertThat(answer.getHeader("Retry-After")).isEqualTo(waits ? "1" : null);
        assertThat(doors.counted("too_many_requests")).isEqualTo(waits ? 1 : 0);
        doors.pass(Duration.ofSeconds(1));
        assertThat(answer(doors, other, null, basic(Doors.KEY + ':')).getStatus())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS, /v1/track",
        "GET, /nothing/here",
        "POST, /nothing/here",
        "HEAD, /",
        "DELETE, /v1/batch",
        "GET, /error"
    })
    void anAddressIsLimitedWhateverMethodAndPathItAsks(String method, String path) throws Exception {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 0, 0, 600, 1));
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            MockHttpServletRequest request = new MockHttpServletRequest(method, path);
            request.setRemoteAddr("192.0.2.77");
            MockHttpServletResponse response = new MockHttpServletResponse();
            doors.behindAddressFilter(new BrowserFilter()).doFilter(request, response, new MockFilterChain());
            answers.add(response.getStatus());
        }

        assertThat(answers.subList(0, 10)).doesNotContain(429);
        assertThat(answers.subList(10, 30)).containsOnly(429);
    }

    /** The filter stands before all, on all paths; the same over the wire. */
    @Test
    void noMethodAndNoPathIsOutsideTheLimitOfAnAddress(@TempDir Path data) {
        try (Sandbox extole = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        extole.uri(),
                        data,
                        "server.forward-headers-strategy=native",
                        "ingest.limits.address-requests-per-second=1")) {
            List<Integer> answers = IntStream.range(0, 20)
                    .mapToObj(i -> Http.send(HttpRequest.newBuilder(
                                            application.ingest(i % 2 == 0 ? "/v1/track" : "/nothing/here"))
                                    .header("X-Forwarded-For", "198.51.100.1")
                                    .method(i % 4 == 0 ? "OPTIONS" : "GET", HttpRequest.BodyPublishers.noBody())
                                    .build())
                            .statusCode())
                    .toList();

            assertThat(answers.subList(0, 10)).contains(204, 404, 405);
            assertThat(answers.subList(11, 20)).containsOnly(429);
        }
    }

    @Test
    void whatIsMoreThanAnAddressMaySendIsOneLineAndAPictureForAPixel(CapturedOutput output) throws Exception {
        Doors doors = new Doors(Doors.settings(SOURCES), Doors.limits(0, 0, 0, 600, 1));
        for (int i = 0; i < 300; i++) {
            answer(doors, null, null);
        }
        MockHttpServletRequest pixel = new MockHttpServletRequest("GET", "/v1/pixel/track");
        pixel.setRemoteAddr("192.0.2.77");
        MockHttpServletResponse picture = new MockHttpServletResponse();
        doors.bodyFilter().doFilter(pixel, picture, new MockFilterChain());

        assertThat(output.getOut().lines().filter(line -> line.contains("code=too_many_requests")))
                .hasSize(1)
                .allMatch(line -> line.contains("status=429") && line.contains("from=192.0.2.0/24"));
        assertThat(picture.getStatus()).isEqualTo(200);
        assertThat(picture.getContentType()).startsWith("image/");
        assertThat(doors.counted("too_many_requests")).isEqualTo(291);
    }

    /** Only who is named as a proxy may say for whom a request comes; what stands before its own word is the sender's. */
    @ParameterizedTest
    @CsvSource({
        "native, '', 198.51.100.1, 429",
        "native, '', '203.0.113.9, 198.51.100.1', 429",
        "native, '', 198.51.100.2, 200",
        "native, '', '198.51.100.1:4711', 429",
        "framework, '', '198.51.100.1:4711', 429",
        "native, 10[.]0[.]0[.]1, 198.51.100.1, 200",
        "none, '', 198.51.100.1, 200"
    })
    void anAddressIsTakenFromTheProxyThatIsTrusted(
            String strategy, String proxies, String forwarded, int status, @TempDir Path data) {
        List<String> settings = new ArrayList<>(
                List.of("server.forward-headers-strategy=" + strategy, "ingest.limits.address-requests-per-second=1"));
        if (!proxies.isEmpty()) {
            settings.add("server.tomcat.remoteip.internal-proxies=" + proxies);
        }
        try (Sandbox extole = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(extole.uri(), data, settings.toArray(String[]::new))) {
            for (int i = 0; i < 10; i++) {
                forwarded(application, "198.51.100.1");
            }

            assertThat(forwarded(application, forwarded)).isEqualTo(status);
        }
    }

    /** A proxy may write a port, quotes, a zone, or that it does not know. */
    @ParameterizedTest
    @CsvSource({
        "198.51.100.1:5678, 198.51.100.1:9, 429",
        "[2001:db8:0:1::2]:443, 2001:db8:0:1::3%eth1, 429",
        "'\"198.51.100.1\"', 198.51.100.2, 200",
        "unknown, _hidden, 429",
        "unknown, 198.51.100.1, 200",
        "127.0.0.1:1, 127.0.0.1, 200"
    })
    void anAddressIsLimitedHoweverItIsWritten(String one, String other, int status) {
        Addresses addresses = new Addresses(Doors.limits(0, 0, 0, 0, 1), System::nanoTime);
        for (int i = 0; i < 10; i++) {
            addresses.admit(one);
        }

        assertThat(catchThrowable(() -> addresses.admit(other)) instanceof RefusedException)
                .isEqualTo(status == 429);
    }

    private static int forwarded(Application application, String forwarded) {
        return Http.send(HttpRequest.newBuilder(application.ingest("/v1/track"))
                        .header("Authorization", basic(Application.WRITE_KEY + ':'))
                        .header("X-Forwarded-For", forwarded)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"userId\":\"u\",\"event\":\"Seen\"}"))
                        .build())
                .statusCode();
    }

    @Test
    void aThousandRefusalsAreOneLineThatSaysFromWhere(CapturedOutput output) throws Exception {
        Doors doors = new Doors();
        for (int i = 0; i < 300; i++) {
            answer(doors, null, basic("other:"));
            answer(doors, "gzip", basic(Doors.KEY + ':'));
        }

        assertThat(output.getOut().lines().filter(line -> line.contains("Refused a request")))
                .hasSize(2)
                .anyMatch(line -> line.contains("code=unknown_source, source='unknown', from=192.0.2.0/24"))
                .anyMatch(line -> line.contains("code=bad_request, source='shop', from=192.0.2.0/24"));
        assertThat(doors.counted("unknown_source")).isEqualTo(300);
    }

    @Test
    void afterAMinuteALineSaysHowManyHadNone() {
        long[] now = {0};
        Seldom lines = new Seldom(() -> now[0]);
        assertThat(lines.due("a")).hasValue(0);
        assertThat(lines.due("a")).isEmpty();
        assertThat(lines.due("b")).hasValue(0);
        now[0] = Duration.ofSeconds(61).toNanos();

        assertThat(lines.due("a")).hasValue(1);
        assertThat(Seldom.more(1)).contains("And 1 more");
        assertThat(Seldom.more(0)).isEmpty();
        for (int i = 0; i < 10_000; i++) {
            lines.due("kind " + i);
        }
        assertThat(lines.due("yet another")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, 192.0.2.77, true",
        "192.0.2.77, 192.0.2.78, false",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:9:9:9:9, true",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:3:3:4:5:6, false",
        "127.0.0.1, 127.0.0.1, false",
        "10.1.2.3, 10.1.2.3, false",
        "fd00:0:0:0:0:0:0:1, fd00:0:0:0:0:0:0:1, false",
        "192.0.2.77:5678, 192.0.2.77, true",
        "192.0.2.77:_port, '\"192.0.2.77:1\"', true",
        "[2001:db8:1:2::3]:443, 2001:db8:1:2:9:9:9:9, true",
        "'\"[2001:db8:1:2::3%eth0]\"', 2001:db8:1:2::4%7, true",
        "::ffff:192.0.2.77, 192.0.2.77, true",
        "[::ffff:192.0.2.77]:80, 192.0.2.78, false",
        "127.0.0.1:80, 127.0.0.1, false",
        "[::1]:80, ::1, false",
        "10.1.2.3:443, 10.1.2.3, false",
        "fe80::1%eth0, fe80::1, false",
        "unknown, unknown, false",
        "_hidden, _hidden, false",
        "example.com, example.com, false",
        "'', '', false"
    })
    void whoWasRefusedWaitsWithItsNetworkButNoAddressThatMayBeABalancers(String refused, String other, boolean waits) {
        Addresses addresses = new Addresses(Doors.limits(0, 0, 0, 1), System::nanoTime);
        addresses.refused(refused);

        assertThat(catchThrowable(() -> addresses.requirePatience(other)) instanceof RefusedException)
                .isEqualTo(waits);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77, 192.0.2.0/24",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::/48",
        "0:0:0:0:0:0:0:1, 0::/48",
        "192.0.2.77:5678, 192.0.2.0/24",
        "[2001:db8:1:2::3]:443, 2001:db8:1::/48",
        "2001:db8::3%eth0, 2001:db8::/48",
        "'\"[2001:db8::3]\"', 2001:db8::/48",
        "unknown, unknown",
        "ada@example.com, unknown",
        "999.1.1.1, unknown",
        "'', unknown"
    })
    void theLogShowsTheNetworkOfAnAddress(String address, String shown) {
        assertThat(new Addresses(Doors.limits(0, 0, 0, 0), System::nanoTime).shown(address))
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 192.0.2.77, not shown",
        "NONE, ada@example.com, not shown",
        "FULL, 192.0.2.77:5678, 192.0.2.77",
        "FULL, '\"[2001:db8:1:2::3%eth0]:443\"', 2001:db8:1:2:0:0:0:3",
        "FULL, ada@example.com, unknown"
    })
    void orNothingOrAllOfIt(LimitSettings.LogAddresses much, String address, String shown) {
        LimitSettings none = Doors.limits(0, 0, 0, 0);
        LimitSettings settings =
                new LimitSettings(none.slowestBody(), 0, 0, none.bytesPerHour(), none.bySource(), 0, 0, much);

        assertThat(new Addresses(settings, System::nanoTime).shown(address)).isEqualTo(shown);
    }

    private static MockHttpServletResponse answer(
            Doors doors, @Nullable String encoding, @Nullable String authorization) throws Exception {
        return answer(doors, "192.0.2.77", encoding, authorization);
    }

    private static MockHttpServletResponse answer(
            Doors doors, String address, @Nullable String encoding, @Nullable String authorization) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/track");
        request.setRemoteAddr(address);
        request.setContent(bytes("{}"));
        if (encoding != null) {
            request.addHeader("Content-Encoding", encoding);
        }
        if (authorization != null) {
            request.addHeader("Authorization", authorization);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        doors.bodyFilter().doFilter(request, response, new MockFilterChain());
        return response;
    }

    private static List<SegmentEvent> read(Doors doors, String key, String body) {
        return doors.trackingApi().read(bytes(body), "/v1/batch", basic(key + ':'));
    }

    private static String inChinese(String batch) {
        return batch.replace("xx", "字字");
    }

    private static String batch(int events, int context) {
        String items = IntStream.range(0, events)
                .mapToObj(i -> "{\"type\":\"page\",\"userId\":\"u\"}")
                .collect(Collectors.joining(","));
        return "{\"context\": {\"a\": \"" + "x".repeat(context) + "\"}, \"batch\": [" + items + "]}";
    }
}
