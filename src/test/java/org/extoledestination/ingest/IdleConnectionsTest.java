package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands who connect and say nothing, or half of what they want, at the heap of the image. */
@Tag("slow")
class IdleConnectionsTest {

    private static final int MANY = 10_000;

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static ApplicationProcess application;

    private final List<SocketChannel> idle = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = ApplicationProcess.asInTheImage(sandbox.uri(), folder, "ingest.connections.head-timeout=3s");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (SocketChannel channel : idle) {
            channel.close();
        }
        assertThat(application.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Half: ", "\r\n"})
    void tenThousandWhoSayHalfOfWhatTheyWantKeepNoSenderOut(String said) throws IOException {
        for (int i = 0; i < MANY; i++) {
            connect(application.ingest("/"), said);
            if (i % 1_000 == 999) {
                assertServed();
            }
        }
        assertServed();
    }

    @Test
    void tenThousandWhoHaveSentAndKeepTheirConnectionKeepNoSenderOut() throws IOException {
        String request = Wire.post("/v1/m", "Content-Length: 2") + "{}";
        for (int i = 0; i < MANY / 2; i++) {
            connect(application.ingest("/"), request);
            if (i % 1_000 == 999) {
                assertServed();
            }
        }
        assertServed();
    }

    @Test
    void aThousandAtTheManagementPortKeepNobodyOutOfIt() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            connect(application.management("/"), "GET /actuator/health HTTP/1.1\r\nHo");
        }
        assertThat(Http.get(application.management("/actuator/health/liveness")).statusCode())
                .isEqualTo(200);
        assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Drip: ", ""})
    void aHeadThatComesByteByByteIsEndedInItsTime(String begin) {
        try (Wire wire = Wire.to(application.ingest("/"))) {
            wire.send(begin);
            Instant before = Instant.now();
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        wire.send(begin.isEmpty() ? "\r\n" : "x");
                        return wire.isClosed();
                    });
            assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
        }
    }

    @Test
    void eachRequestOfAConnectionHasTheTimeForItsHeadAnew() {
        String request = Wire.post("/v1/m", "Content-Length: 2") + "{}";
        try (Wire wire = Wire.to(application.ingest("/"))) {
            for (int i = 0; i < 5; i++) {
                wire.send(request.substring(0, 20));
                assertThat(wire.answer(Duration.ofMillis(1_200))).isEqualTo(" [open]");
                wire.send(request.substring(20));
                assertThat(wire.answer(Duration.ofMillis(500))).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    /** The server says so to whoever asks for it: balancers keep a connection for 60 s. */
    @Test
    void aConnectionIsKeptForLongerThanBalancersKeepIt() {
        try (Wire wire = Wire.to(application.ingest("/"))) {
            wire.send(Wire.post("/v1/m", "Content-Length: 2", "Connection: keep-alive") + "{}");

            String answer = wire.answer(Duration.ofMillis(500));

            Matcher kept = Pattern.compile("\r\nKeep-Alive: timeout=(\\d+)\r\n").matcher(answer);
            assertThat(kept.find()).as(answer).isTrue();
            assertThat(Integer.parseInt(Objects.requireNonNull(kept.group(1)))).isGreaterThan(60);
        }
    }

    /** It would keep a thread for as long as it likes; on the Java of the image one of as many as there are processors. */
    @Test
    void aConnectionThatAsksWithoutWaitingForAnswersIsClosedAfterAHundred() {
        try (Wire wire = Wire.to(application.ingest("/"))) {
            wire.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(150));

            String answers = wire.answer(Duration.ofSeconds(5));

            assertThat(answers.split("HTTP/1\\.1 200 ", -1)).hasSize(101);
            assertThat(answers).doesNotContain("[open]");
        }
    }

    @Test
    void whatIsEndedIsCounted() {
        try (Wire wire = Wire.to(application.ingest("/"))) {
            wire.send("POST /v1/t");
            await().atMost(Duration.ofSeconds(10)).until(wire::isClosed);
        }
        assertThat(Http.get(application.management("/actuator/prometheus")).body())
                .contains(
                        "extole_destination_connections_total{application=\"extole-destination\",outcome=\"head_late\"}")
                .contains("extole_destination_connections_most")
                .contains("extole_destination_connections_open");
    }

    private void connect(URI address, String said) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        idle.add(channel);
        try {
            channel.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            // It has been closed already.
        }
    }

    /** As each of Segment's libraries does it: what found its kept connection closed is sent again. */
    private static int send(String id) {
        String event = "{\"userId\": \"u-1\", \"messageId\": \"" + id + "\", \"event\": \"Step\"}";
        try {
            return Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, event)
                    .statusCode();
        } catch (UncheckedIOException e) {
            return Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, event)
                    .statusCode();
        }
    }

    /** A sender beside them, whose connection is kept from one request to the next. */
    private void assertServed() {
        String id = "idle-" + System.nanoTime() + "-" + number.incrementAndGet();
        Instant before = Instant.now();
        assertThat(send(id)).isEqualTo(200);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
        await().until(() -> new SandboxView(sandbox.uri())
                .eachEvents("/data/segment_message_id")
                .contains(id));
    }
}
