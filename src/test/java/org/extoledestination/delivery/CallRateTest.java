package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of calls that we keep by ourselves. */
@Tag("alone") // measures time
class CallRateTest {

    @TempDir
    private Path folder;

    @Test
    void noMoreAsynchronousEventsLeaveInASecondThanAreSetAndAllArrive() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        launch(sandbox, "delivery.calls-per-second=20", "delivery.hold-after=500ms")) {
            SandboxView extole = new SandboxView(sandbox.uri());

            IntStream.range(0, 80).forEach(i -> track(application, i % 40, i));

            await().atMost(Duration.ofSeconds(20)).until(() -> extole.events().size() == 80);
            List<Instant> calls = times(extole);
            for (int first = 0; first + 20 < calls.size(); first++) {
                // A request may need some time more than the one 20 before it.
                assertThat(Duration.between(calls.get(first), calls.get(first + 20)))
                        .isGreaterThan(Duration.ofMillis(500));
            }
            assertThat(Duration.between(calls.get(0), calls.get(79)))
                    .isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(12));
            IntStream.range(0, 40)
                    .forEach(person -> assertThat(extole.eachEvents("/data/segment_message_id"))
                            .containsSubsequence("m-" + person, "m-" + (person + 40)));
            assertThat(application.deadLetters()).isEmpty();
            assertThat(application.bean(HeldEvents.class).count()).isZero();
            assertThat(application.health("delivery").path("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void synchronousEventsWaitForTheirMinuteAsideAreNotGivenUpAndHoldUpNobody() throws IOException {
        Path mappings = Files.createDirectory(folder.resolve("mappings"));
        Files.writeString(mappings.resolve("sync.yaml"), """
                when: { type: track, event: Sync }
                send: $.event
                data:
                  partner_user_id: { from: userId }
                  segment_message_id: { from: messageId }
                mode: sync
                """);
        Files.writeString(mappings.resolve("track.yaml"), """
                when: { type: track }
                send: $.event
                data:
                  partner_user_id: { from: userId }
                  segment_message_id: { from: messageId }
                """);
        String[] settings = {
            "mapping.folder=" + mappings,
            "delivery.metered-calls-per-minute=5",
            "delivery.hold-after=500ms",
            "delivery.give-up-after=1s",
            "delivery.longest-wait=500ms"
        };
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            SandboxView extole = new SandboxView(sandbox.uri());
            try (Application application = launch(sandbox, settings)) {
                IntStream.range(0, 9).forEach(i -> track(application, i, i, "Sync"));
                await().until(() -> application.bean(HeldEvents.class).count() == 4);
                track(application, 20, 20);
                await().until(() -> extole.events().size() == 6);
                letPass(Duration.ofSeconds(4));

                assertThat(paths(extole)).filteredOn("/v6/events"::equals).hasSize(5);
                assertThat(application.bean(HeldEvents.class).count()).isEqualTo(4);
                assertThat(application.deadLetters()).isEmpty();
                assertThat(application.health("delivery").path("status").asText())
                        .isEqualTo("UP");
            }
            // A start begins with a fresh minute.
            try (Application application = launch(sandbox, settings)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> extole.events().size() == 10);
                await().until(() -> application.bean(HeldEvents.class).count() == 0);
                assertThat(application.deadLetters()).isEmpty();
            }
        }
    }

    @Test
    void erasuresCountAmongTheCallsOfAMinuteAndNoneIsSpentTwice() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            SandboxView extole = new SandboxView(sandbox.uri());
            try (Application application = launch(sandbox, "delivery.metered-calls-per-minute=5")) {
                delete(application, 1);
                await().until(() -> extole.erasures().size() == 2);
                delete(application, 2);
                await().until(() -> extole.erasures().size() == 3);
                letPass(Duration.ofSeconds(2));

                assertThat(extole.erasures()).hasSize(3);
                assertThat(application.deadLetters()).isEmpty();
            }
            try (Application application = launch(sandbox)) {
                await().until(() -> extole.erasures().stream()
                        .anyMatch(each -> each.path("email").asText().equals("d-2@example.com")));
                assertThat(application.deadLetters()).isEmpty();
            }
        }
    }

    @Test
    void anErasureThatIsDoneIsNotRepeatedWhenTheOneByEmailFails() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = launch(sandbox)) {
            SandboxView extole = new SandboxView(sandbox.uri());
            extole.fault("{\"match\": \"@example.com\", \"next\": 3, \"status\": 503}");

            delete(application, 1);

            await().until(() -> extole.erasures().size() == 2);
            assertThat(extole.requests()).hasSize(5);
            assertThat(extole.erasures().get(0).path("partner_user_id").asText())
                    .isEqualTo("d-1");
            assertThat(extole.erasures().get(1).path("email").asText()).isEqualTo("d-1@example.com");
        }
    }

    private Application launch(Sandbox sandbox, String... settings) {
        return Application.start(sandbox.uri(), folder.resolve("data"), settings);
    }

    private static void track(Application application, int person, int number) {
        track(application, person, number, "Step");
    }

    private static void track(Application application, int person, int number, String event) {
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "u-%d", "messageId": "m-%d", "event": "%s"}""".formatted(person, number, event))
                        .statusCode())
                .isEqualTo(200);
    }

    private static void delete(Application application, int number) {
        assertThat(application.post("/segment", """
                        {"type": "delete", "userId": "d-%d", "email": "d-%d@example.com"}""".formatted(number, number)).statusCode())
                .isEqualTo(200);
    }

    private static List<String> paths(SandboxView extole) {
        return extole.requests().stream()
                .map(request -> request.path("path").asText())
                .toList();
    }

    private static List<Instant> times(SandboxView extole) {
        return extole.requests().stream()
                .map((JsonNode request) ->
                        Instant.parse(request.path("received_at").asText()))
                .sorted()
                .toList();
    }

    private static void letPass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plusSeconds(5)).until(() -> Instant.now().isAfter(end));
    }
}
