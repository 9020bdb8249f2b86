package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.extoledestination.ingest.Doors.bytes;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.util.IOHelper;
import org.extoledestination.ingest.IngestSettings.UnknownKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class FiltersTest {

    private final Doors doors = new Doors();
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/track");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void aClosedDoorAnswers503WithWholeSeconds(boolean routesRun, boolean queueKeeps) throws Exception {
        new IntakeFilter(
                        new Intake(() -> routesRun, () -> queueKeeps, Optional::empty, () -> Duration.ZERO),
                        new StopWait(Duration.ZERO),
                        doors.answers())
                .doFilter(request, response, chain);

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentAsString()).contains("\"code\":\"unavailable\"");
        assertThat(chain.getRequest()).isNull();
        assertThat(doors.counted("unavailable")).isEqualTo(1);
    }

    @Test
    void aClosedDoorStillShowsThePicture() throws Exception {
        request.setRequestURI("/v1/pixel/track");

        new IntakeFilter(
                        new Intake(() -> false, () -> true, Optional::empty, () -> Duration.ZERO),
                        new StopWait(Duration.ZERO),
                        doors.answers())
                .doFilter(request, response, chain);

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentType()).isEqualTo("image/gif");
        assertThat(doors.counted("unavailable")).isEqualTo(1);
    }

    @Test
    void anOpenDoorLetsPass() throws Exception {
        new IntakeFilter(
                        new Intake(() -> true, () -> true, Optional::empty, () -> Duration.ZERO),
                        new StopWait(Duration.ZERO),
                        doors.answers())
                .doFilter(request, response, chain);

        assertThat(chain.getRequest()).isSameAs(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/x-www-form-urlencoded", "image/png"})
    void anyContentTypeReachesTheRoutesAsJson(String contentType) throws Exception {
        request.setContentType(contentType);
        request.setContent(bytes("{\"name\": \"Zoë\"}"));

        through(doors.bodyFilter());

        assertThat(chain.getRequest()).satisfies(passed -> {
            assertThat(passed.getContentType()).isEqualTo("application/json");
            assertThat(passed.getContentLength()).isEqualTo(16);
            assertThat(passed.getContentLengthLong()).isEqualTo(16);
            assertThat(IOHelper.loadText(passed.getInputStream())).contains("Zoë");
            assertThat(passed.getReader().readLine()).isEqualTo("{\"name\": \"Zoë\"}");
            assertThat(passed.getInputStream().isReady()).isTrue();
            assertThat(passed.getInputStream().isFinished()).isFalse();
        });
    }

    /** Else nobody with its key in the body is heard while others without a key have all the threads that may wait. */
    @Test
    void aBodyThatIsThereWholeWaitsForNoThread() throws Exception {
        BodyRoom room = new BodyRoom(1 << 30, 500_000, Duration.ofSeconds(1), 8);
        room.toArrive(Optional.empty(), 500_000).await();
        room.toArrive(Optional.empty(), 2).await();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> room.toArrive(Optional.empty(), 2).await());
        request.setContent(bytes("{}"));

        through(doors.bodyFilter(room));

        assertThat(chain.getRequest()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", " x-gzip "})
    void gzipIsInflated(String encoding) throws Exception {
        request.addHeader("Content-Encoding", encoding);
        request.setContent(Gzip.of("{}"));

        through(doors.bodyFilter());

        assertThat(chain.getRequest())
                .isNotNull()
                .satisfies(passed -> assertThat(passed.getContentLength()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate"})
    void whatIsNotPackedAsItSaysIsRefused(String encoding) throws Exception {
        request.addHeader("Content-Encoding", encoding);
        request.setContent(bytes("{}"));

        through(doors.bodyFilter());

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(chain.getRequest()).isNull();
        assertThat(doors.counted("bad_request")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"identity, gzip", "gzip, identity", "gzip, gzip"})
    void twoLinesOfEncodingsAreOneThatIsUnknown(String first, String second) throws Exception {
        request.addHeader("Content-Encoding", first);
        request.addHeader("Content-Encoding", second);
        request.setContent(Gzip.of("{}"));

        through(doors.bodyFilter());

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(chain.getRequest()).isNull();
    }

    @Test
    void aBombIsRefusedAfterTheFirst500Kilobytes() throws Exception {
        request.addHeader("Content-Encoding", "gzip");
        request.setContent(Gzip.ofZeros(1_000_000_000));

        through(doors.bodyFilter());

        assertThat(response.getStatus()).isEqualTo(400);
    }

    @Test
    void tooLargeABodyIsReadToItsEndSoThatTheSenderHearsWhy() throws Exception {
        InputStream body = new ByteArrayInputStream(new byte[10_000_000]);
        MockHttpServletRequest large = requestOf(body);
        large.addHeader("Authorization", Doors.basic(Doors.KEY + ':'));

        doors.bodyFilter().doFilter(large, response, chain);

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(body.available()).isZero();
    }

    @Test
    void theRoomOfABodyIsGivenBackHoweverItEnds() throws Exception {
        Filter filter = doors.bodyFilter(new BodyRoom(1 << 20, 500_000, Duration.ofMillis(50), 200));
        for (int i = 0; i < 2; i++) {
            filter.doFilter(post(490_000), new MockHttpServletResponse(), new MockFilterChain());
            filter.doFilter(post(600_000), new MockHttpServletResponse(), new MockFilterChain());
            assertThatThrownBy(() -> filter.doFilter(post(490_000), new MockHttpServletResponse(), (read, answer) -> {
                        throw new ServletException("a route fails");
                    }))
                    .isInstanceOf(ServletException.class);
        }
        MockFilterChain last = new MockFilterChain();

        filter.doFilter(post(490_000), new MockHttpServletResponse(), last);

        assertThat(last.getRequest()).isNotNull();
    }

    private static MockHttpServletRequest post(int bytes) {
        MockHttpServletRequest post = new MockHttpServletRequest("POST", "/v1/batch");
        post.setContent(new byte[bytes]);
        return post;
    }

    @Test
    void whileThereIsNoRoomABodyIsAskedForAgainAndAPixelPasses() throws Exception {
        BodyRoom room = new BodyRoom(1 << 20, 500_000, Duration.ofSeconds(1), 200);
        request.setContent(new byte[100_000]);
        MockFilterChain chainOfPixel = new MockFilterChain();

        try (BodyRoom.Arrival others = room.toArrive(Optional.of("shop"), 450_000)) {
            others.grow(450_000);
            doors.bodyFilter(room).doFilter(request, response, chain);
            doors.bodyFilter(room)
                    .doFilter(
                            new MockHttpServletRequest("GET", "/v1/pixel/track"),
                            new MockHttpServletResponse(),
                            chainOfPixel);
        }

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(doors.counted("busy")).isEqualTo(1);
        assertThat(chain.getRequest()).isNull();
        assertThat(chainOfPixel.getRequest()).isNotNull();
    }

    @Test
    void aBodyThatBreaksOffIsAskedForAgain() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new EOFException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new EOFException();
            }
        };

        doors.bodyFilter().doFilter(requestOf(broken), response, chain);

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getHeader("Connection")).isEqualTo("close");
        assertThat(doors.counted("body_incomplete")).isEqualTo(1);
    }

    @Test
    void afterItsTimeNothingMoreIsReadOfABody() {
        Deadline late = new Deadline(new ByteArrayInputStream(new byte[10]), Duration.ofSeconds(-1), 0, () -> {});

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(late::read);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> late.drain(10));
    }

    @Test
    void beforeItsTimeABodyIsReadByteByByte() throws IOException {
        Deadline inTime =
                new Deadline(new ByteArrayInputStream(new byte[] {7}), Duration.ofSeconds(30), 1_000, () -> {});

        assertThat(inTime.read()).isEqualTo(7);
        assertThat(inTime.read()).isEqualTo(-1);
    }

    @Test
    void aKeyThatIsNoneOfOursIsRefusedBeforeTheBodyIsRead() throws Exception {
        InputStream body = new ByteArrayInputStream(new byte[400_000]);
        MockHttpServletRequest request = requestOf(body);
        request.addHeader("Authorization", Doors.basic("other:"));

        doors.bodyFilter().doFilter(request, response, chain);

        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(response.getHeader("Connection")).isEqualTo("close");
        assertThat(body.available()).isGreaterThan(300_000);
        assertThat(chain.getRequest()).isNull();
        assertThat(doors.counted("unknown_source")).isEqualTo(1);
    }

    @Test
    void orAnsweredAndThrownAwayWhereThatIsSet() throws Exception {
        Doors discarding = new Doors(Doors.settings(List.of(Doors.source("shop", Doors.KEY)), UnknownKey.DISCARD, ""));
        request.addHeader("Authorization", Doors.basic("other:"));
        request.setContent(bytes("{}"));

        discarding.bodyFilter().doFilter(request, response, chain);

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getHeader("Connection")).isNull();
        assertThat(response.getContentAsString()).isEqualTo("{\"success\":true}");
        assertThat(chain.getRequest()).isNull();
        assertThat(discarding.counted("unknown_source")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic Og==", "Bearer x"})
    void withoutAKeyInTheHeaderTheBodyIsReadForOne(String authorization) throws Exception {
        request.addHeader("Authorization", authorization);
        request.setContent(bytes("{}"));

        through(doors.bodyFilter());

        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void theMetricsOfTheBrowserLibraryNeedNoKey() throws Exception {
        request.setRequestURI("/v1/m");
        request.addHeader("Authorization", Doors.basic("other:"));

        through(doors.bodyFilter());

        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void atTheSubscriptionNothingIsReadWithoutAKey() throws Exception {
        InputStream body = new ByteArrayInputStream(new byte[400_000]);

        doors.subscriptionFilter().doFilter(requestOf(body), response, chain);

        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(body.available()).isGreaterThan(300_000);
    }

    @Test
    void manyEmptyMembersOfGzipAreRefusedAndAFewAreTaken() throws Exception {
        byte[] empty = Gzip.of("");
        request.addHeader("Content-Encoding", "gzip");
        request.setContent(joined(empty, 24_000));

        through(doors.bodyFilter());

        assertThat(response.getStatus()).isEqualTo(400);

        MockHttpServletRequest few = new MockHttpServletRequest("POST", "/v1/track");
        few.addHeader("Content-Encoding", "gzip");
        few.setContent(org.apache.commons.lang3.ArrayUtils.addAll(joined(Gzip.of("{"), 1), Gzip.of("}")));
        doors.bodyFilter().doFilter(few, new MockHttpServletResponse(), chain);
        assertThat(chain.getRequest())
                .isNotNull()
                .satisfies(passed -> assertThat(passed.getContentLength()).isEqualTo(2));
    }

    @Test
    void manyMembersThatHoldAByteEachAreRefused() throws Exception {
        request.addHeader("Content-Encoding", "gzip");
        request.setContent(joined(Gzip.of(" "), 2_000));

        through(doors.bodyFilter());

        assertThat(response.getStatus()).isEqualTo(400);
    }

    @Test
    void whatInflatesToMoreThanAHundredTimesItsSizeIsRefused() throws Exception {
        request.addHeader("Content-Encoding", "gzip");
        request.setContent(Gzip.ofZeros(200_000));

        through(doors.bodyFilter());

        assertThat(response.getStatus()).isEqualTo(400);
    }

    private static byte[] joined(byte[] member, int times) {
        byte[] joined = new byte[member.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(member, 0, joined, i * member.length, member.length);
        }
        return joined;
    }

    @Test
    void aPreflightIsAnsweredForEveryOriginAndHeader() throws Exception {
        request.setMethod("OPTIONS");
        request.addHeader("Access-Control-Request-Headers", "authorization,x-own");

        through(new BrowserFilter());

        assertThat(response.getStatus()).isEqualTo(204);
        assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(response.getHeader("Access-Control-Allow-Methods")).isEqualTo("POST, GET, OPTIONS");
        assertThat(response.getHeader("Access-Control-Allow-Headers"))
                .isEqualTo("authorization, content-type, x-retry-count, authorization,x-own");
        assertThat(response.getHeader("Access-Control-Max-Age")).isEqualTo("86400");
        assertThat(chain.getRequest()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "x\u00e9"})
    void headersThatAreNoneAreNotRepeated(String asked) throws Exception {
        request.setMethod("OPTIONS");
        request.addHeader("Access-Control-Request-Headers", asked);

        through(new BrowserFilter());

        assertThat(response.getHeader("Access-Control-Allow-Headers"))
                .isEqualTo("authorization, content-type, x-retry-count");
    }

    private void through(Filter filter) throws ServletException, IOException {
        filter.doFilter(request, response, chain);
    }

    private static MockHttpServletRequest requestOf(InputStream body) {
        return new MockHttpServletRequest("POST", "/v1/track") {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(body);
            }
        };
    }
}
