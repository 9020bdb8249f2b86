package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop by the book while events wait: they go back to the queue, not into dead letters. */
@Tag("slow")
class StopTest {

    /** So many that some request is half through whatever ends. */
    private static final int SENDERS = 16;

    @ParameterizedTest
    @ValueSource(strings = {"{\"status\": 503}", "{\"action\": \"hang\"}"})
    void whatWaitsForExtoleIsDeliveredInOrderAfterTheNextStart(String fault, @TempDir Path folder) throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(
                        sandbox.uri(),
                        folder,
                        "delivery.longest-wait=30s",
                        "delivery.first-wait=2s",
                        "camel.component.http.response-timeout=5000")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            extole.fault(fault);
            List<String> ids = IntStream.range(0, 60)
                    .mapToObj(i -> track(application, "u-" + i % 3, "s-" + i))
                    .toList();
            await().until(() -> !extole.requests().isEmpty());

            Instant before = Instant.now();
            application.stop();
            Duration took = Duration.between(before, Instant.now());
            extole.mend();
            application.startAgain();

            await().atMost(Duration.ofSeconds(60)).until(() -> extole.events().size() >= ids.size());
            List<String> delivered = extole.eachEvents("/data/segment_message_id");
            for (int person = 0; person < 3; person++) {
                int whose = person;
                assertThat(delivered.stream().filter(id -> number(id) % 3 == whose))
                        .isEqualTo(ids.stream()
                                .filter(id -> number(id) % 3 == whose)
                                .toList());
            }
            assertThat(Http.json(application.management("/actuator/deadletters"))
                            .path("total")
                            .asInt())
                    .isZero();
            assertThat(took).isLessThan(Duration.ofSeconds(40));
            assertThat(Files.readString(application.log()))
                    .doesNotContain(" ERROR ")
                    .doesNotContain("\tat ");
        }
    }

    /** Also with all that libraries say while they try to reach it. */
    @ParameterizedTest
    @CsvSource({"killed, tcp", "hangs, tcp", "killed, failover"})
    void theStopEndsAlthoughTheBrokerIsGoneAndExtoleHangs(String broker, String scheme, @TempDir Path folder) {
        try (ExternalBroker external = new ExternalBroker(folder.resolve("broker"));
                Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(
                        sandbox.uri(),
                        folder,
                        "queue.broker-url="
                                + (scheme.equals("tcp") ? external.url() : scheme + ":(" + external.url() + ')'),
                        "logging.level.root=TRACE")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            extole.fault("{\"action\": \"hang\"}");
            IntStream.range(0, 20).forEach(i -> track(application, "u-" + i, "b-" + i));
            await().until(() -> extole.requests().size() >= 8);
            if (broker.equals("hangs")) {
                external.hang();
            } else {
                external.kill();
            }

            Instant before = Instant.now();
            application.stop();

            // 20 s for what runs, 3 s for each connection that is closed.
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(45));
        }
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(2));
    }

    private static String track(ApplicationProcess application, String person, String id) {
        String body = """
                {"userId": "%s", "messageId": "%s", "event": "Step"}""".formatted(person, id);
        assertThat(Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, body)
                        .statusCode())
                .isEqualTo(200);
        return id;
    }

    @Test
    void readinessGoesBeforeTheDoorClosesAndTheStopEndsAlthoughExtoleHangs(@TempDir Path folder) {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(sandbox.uri(), folder)) {
            SandboxView extole = new SandboxView(sandbox.uri());
            // Longer than a stop may take, but for Extole's own time-out of 30 s.
            extole.fault("{\"action\": \"hang\"}");
            IntStream.range(0, 20).forEach(i -> track(application, "u-" + i, "h-" + i));
            await().until(() -> extole.requests().size() >= 20);
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            Thread looking = new Thread(() -> {
                while (!seen.contains("closed")) {
                    // In this order: a door that is found closed must have been found not ready before.
                    seen.add(isReady(application) ? "ready" : "not ready");
                    seen.add(isOpen(application) ? "open" : "closed");
                }
            });
            looking.start();
            await().until(() -> seen.contains("ready"));

            Instant before = Instant.now();
            application.stop();
            Duration took = Duration.between(before, Instant.now());
            await().until(() -> !looking.isAlive());

            assertThat(took).isLessThan(Duration.ofSeconds(45));
            assertThat(seen.subList(0, seen.indexOf("closed"))).contains("not ready");
            assertThat(seen.subList(seen.indexOf("not ready"), seen.size())).doesNotContain("ready");
        }
    }

    private static boolean isReady(ApplicationProcess application) {
        try {
            return Http.get(application.management("/actuator/health/readiness"))
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static boolean isOpen(ApplicationProcess application) {
        try {
            return Http.get(application.ingest("/v1/track")).statusCode() > 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void sendersDuringTheStopHear503OrAreKept(@TempDir Path folder) throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(sandbox.uri(), folder, "ingest.stop-wait=3s")) {
            SandboxView extole = new SandboxView(sandbox.uri());
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger closing = new AtomicInteger();
            List<String> kept = Collections.synchronizedList(new ArrayList<>());
            List<String> others = Collections.synchronizedList(new ArrayList<>());
            Runnable sender = () -> {
                try {
                    while (true) {
                        String id = "x-" + sent.incrementAndGet();
                        var answer = Http.post(
                                application.ingest("/v1/track"), Application.WRITE_KEY, """
                                {"userId": "%s", "messageId": "%s", "event": "Step"}""".formatted(id, id));
                        String connection =
                                answer.headers().firstValue("Connection").orElse("stays");
                        if (answer.statusCode() == 200) {
                            kept.add(id);
                            closing.addAndGet(connection.equals("close") ? 1 : 0);
                        } else {
                            others.add(answer.statusCode() + " " + connection);
                        }
                    }
                } catch (UncheckedIOException e) {
                    // The port is closed.
                }
            };
            IntStream.range(0, SENDERS).forEach(i -> new Thread(sender).start());
            await().until(() -> kept.size() > 100);

            Instant before = Instant.now();
            application.stop();
            assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
            assertThat(Files.readString(application.log()))
                    .contains("Told to stop (SIGTERM, exit code 143)", " in the queue, 0 aside")
                    .containsPattern("Stopped after \\d+[.]\\d+ s");
            application.startAgain();

            await().until(() -> extole.eachEvents("/data/segment_message_id").containsAll(kept));
            assertThat(closing).as("kept while a balancer notices").hasPositiveValue();
            assertThat(others).isNotEmpty().containsOnly("503 close");
        }
    }
}
