package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.ImageJava;
import org.extoledestination.support.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who promise large bodies and send little of them, at the heap of the image, with an honest sender beside them. */
@Tag("slow")
class SlowBodiesTest {

    private static final String KEY_OF_A_BROWSER = "key-in-a-web-page";

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static ApplicationProcess application;

    private final List<Wire> wires = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = ApplicationProcess.asInTheImage(
                sandbox.uri(),
                folder,
                "ingest.sources[1].name=browser",
                "ingest.sources[1].write-keys=" + KEY_OF_A_BROWSER);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @AfterEach
    void hangUp() {
        wires.forEach(Wire::close);
        assertThat(application.isAlive()).isTrue();
    }

    @Test
    void manyWithoutAKeyThatPromiseLargeBodiesKeepNobodyOut() {
        String head = Wire.post("/v1/batch", "Content-Length: 500000");
        for (int i = 0; i < 400; i++) {
            wire(head + "{");
        }
        assertServed(1_000, 400_000);
    }

    @Test
    void manyWithoutAKeyThatSendLargeBodiesAndDoNotEndThemKeepNobodyOut() {
        String head = Wire.post("/v1/batch", "Transfer-Encoding: chunked");
        String most = "x".repeat(400_000);
        for (int i = 0; i < 150; i++) {
            wire(head + "61a80\r\n" + most);
        }
        assertServed(1_000, 400_000);
    }

    /** As somebody does who wants to shut the door. */
    @Test
    void manyWithoutAKeyWhoComeAgainWhenTheyAreClosedKeepNobodyWithAKeyOut() {
        press(application, () -> assertServed(application, 1, Http::post, 1_000));
        assertServed(1_000, 400_000);
    }

    /** Who shows no key in the header waits there for no thread, as on other Javas. */
    @Test
    void norAnybodyWithItsKeyInTheBodyOnTheJavaOfTheImage(@TempDir Path own) {
        Optional<Path> java = ImageJava.find();
        assumeThat(java).as("the Java of docker/Dockerfile in /usr/lib/jvm").isPresent();
        try (ApplicationProcess onIt =
                ApplicationProcess.withJava(java.orElseThrow(), ImageJava.options(), sandbox.uri(), own)) {
            press(onIt, () -> {
                assertServed(onIt, 1, Http::post, 1_000);
                assertServed(onIt, 1, SlowBodiesTest::postKeyInBody, 1_000);
                assertServed(onIt, 1, SlowBodiesTest::postKeyInBody, 400_000);
            });
        }
    }

    /** For longer than the slowest body may take. */
    private void press(ApplicationProcess pressed, Runnable meanwhile) {
        String promise = Wire.post("/v1/batch", "Content-Length: 500000") + "{";
        Instant begin = Instant.now();
        int opened = 0;
        while (Instant.now().isBefore(begin.plusSeconds(opened > 100 ? 12 : 60))) {
            List<Wire> over = wires.stream().filter(Wire::isClosed).toList();
            over.forEach(Wire::close);
            wires.removeAll(over);
            for (; wires.size() < 100; opened++) {
                wire(pressed, promise);
            }
            meanwhile.run();
        }
        assertThat(opened).as("connections of which some were closed").isGreaterThan(100);
    }

    @Test
    void manyWithAKeyKeepNoSmallRequestOut() {
        String head =
                Wire.post("/v1/batch", "Content-Length: 500000", "Authorization: " + Http.basic(Application.WRITE_KEY));
        String most = "x".repeat(499_000);
        for (int i = 0; i < 250; i++) {
            wire(head + most);
        }
        assertServed(1_000);
    }

    /** Where the answer is given before the body is there, the thread must not wait for it afterwards. */
    @ParameterizedTest
    @MethodSource
    void manyWhoseBodyNeverComesKeepNobodyOut(String head) {
        for (int i = 0; i < 250; i++) {
            wire(head + "{");
        }
        Instant begin = Instant.now();
        while (Instant.now().isBefore(begin.plusSeconds(3))) {
            Instant asked = Instant.now();
            assertServed(application, 1, Http::post, 1_000);
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(3));
        }
    }

    static Stream<String> manyWhoseBodyNeverComesKeepNobodyOut() {
        String key = "Authorization: " + Http.basic(KEY_OF_A_BROWSER);
        String sized = "Content-Length: 60000";
        String chunked = "Transfer-Encoding: chunked";
        return Stream.of(
                Wire.post("/v1/batch", sized, key),
                Wire.post("/v1/batch", "Content-Length: 400000", key),
                Wire.post("/v1/batch", chunked, key).concat("1\r\n"),
                Wire.post("/v1/batch", chunked, key).concat("2\r\n{}\r\n0\r\nX: "),
                Wire.post("/v1/batch", chunked).concat("2\r\n{}\r\n0\r\nX: "),
                Wire.post("/v1/batch", chunked, key).concat("2;"),
                Wire.post("/no/such/path", chunked).concat("2\r\n{}\r\n0\r\nX: "),
                Wire.post("/v1/batch", sized),
                Wire.post("/v1/batch", sized, "Authorization: " + Http.basic("other")),
                Wire.post("/segment", sized),
                Wire.post("/segment", chunked).concat("1\r\n"),
                Wire.post("/no/such/path", sized, key),
                Wire.post("/v1/batch", "Content-Encoding: br", sized, key),
                Wire.post("/v1/pixel/track", sized),
                Wire.post("/livez", sized),
                Wire.post("/v1/track", sized, key).replaceFirst("POST", "PUT"),
                Wire.post("/v1/track", sized, key).replaceFirst("POST", "BREW"),
                Wire.post("/v1/track", sized, key).replaceFirst("POST", "OPTIONS"));
    }

    @Test
    void withoutAKeyNobodyIsHeardAtTheSubscription() {
        String head = Wire.post("/segment", "Content-Length: 8000000");
        for (int i = 0; i < 100; i++) {
            wire(head + "[");
        }
        assertServed(1_000, 400_000);
        assertThat(wires.get(0).end().answer(Duration.ofSeconds(15))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aWrongKeyIsAnsweredWithoutTheBody() {
        Wire wire = wire(Wire.post("/v1/batch", "Content-Length: 500000", "Authorization: " + Http.basic("other")));

        assertThat(wire.answer(Duration.ofSeconds(2))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aBodyThatComesByteByByteIsEndedLongBeforeItsTime() {
        Instant begin = Instant.now();
        Wire wire = wire(Wire.post(
                "/v1/batch", "Content-Length: 500000", "Authorization: " + Http.basic(Application.WRITE_KEY)));
        String answer = "[open]";
        while (answer.equals("[open]") && Duration.between(begin, Instant.now()).toSeconds() < 25) {
            wire.send("x");
            answer = wire.answer(Duration.ofMillis(500)).strip();
        }

        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("body_incomplete", "Retry-After: 5");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    private Wire wire(String text) {
        return wire(application, text);
    }

    private Wire wire(ApplicationProcess to, String text) {
        Wire wire = Wire.to(to.ingest("/"));
        wires.add(wire);
        wire.send(text);
        return wire;
    }

    /** Requests of these sizes with the key in the header, at once; then with the key in the body. */
    private void assertServed(int... sizes) {
        assertServed(application, 20, Http::post, sizes);
        // On this Java others without a key may have all threads for a while, but not for long.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertServed(application, 20, SlowBodiesTest::postKeyInBody, sizes));
    }

    /** Sends a body with a key, in one of the places where it may stand. */
    private interface Post {
        HttpResponse<String> post(URI uri, String key, String body);
    }

    /** As a browser does when it leaves a page, which can set no header. */
    private static HttpResponse<String> postKeyInBody(URI uri, String key, String body) {
        return Http.post(uri, "", "{\"writeKey\": \"" + key + "\", " + body.substring(1));
    }

    private void assertServed(ApplicationProcess by, int times, Post post, int... sizes) {
        for (int size : sizes) {
            for (int i = 0; i < times; i++) {
                String event = "{\"type\": \"track\", \"event\": \"Step\", \"userId\": \"u\", \"messageId\": \"%s-%d\"}"
                        .formatted(getClass().getSimpleName(), number.incrementAndGet());
                String body = "{\"batch\": [" + event + "], \"about\": \"" + "x".repeat(size) + "\"}";

                assertThat(post.post(by.ingest("/v1/batch"), Application.WRITE_KEY, body)
                                .statusCode())
                        .as("request %d of %d bytes", i, size)
                        .isEqualTo(200);
            }
        }
    }
}
