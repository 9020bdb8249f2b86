package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Somebody pauses delivery: events are kept, and nothing leaves until somebody resumes it. */
@Tag("slow")
class ManualPauseTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String person = "u-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = launch();
    }

    private static Application launch() {
        return Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "delivery.hold-after=300ms",
                "delivery.give-up-after=2s",
                "delivery.longest-wait=30s",
                "delivery.parallel-requests=4");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
    }

    @AfterEach
    void resumeDelivery() {
        resume();
    }

    @Test
    void nothingLeavesWhileItIsPausedAndEverythingDoesInOrderSoonAfterItIsResumed() {
        pause("the token is changed");

        List<String> ids =
                IntStream.range(0, 20).mapToObj(i -> track("Step " + i)).toList();
        delete("other-" + person);
        // Longer than it takes to give up an event that fails alone.
        letPass(Duration.ofSeconds(3));
        assertThat(extole.requests()).isEmpty();
        resume();

        await().atMost(Duration.ofSeconds(15)).until(() -> extole.events().size() == 20);
        assertThat(extole.eachEvents("/data/segment_message_id")).isEqualTo(ids);
        await().until(() -> extole.erasures().size() == 1);
        assertThat(application.deadLetters()).isEmpty();
        assertThat(application.bean(HeldEvents.class).count()).isZero();
    }

    @Test
    void anEventUnderWayGoesOnWithinSecondsHoweverLongThePauseWas() {
        pause("for a while");
        String id = track("Under way");
        letPass(Duration.ofSeconds(3));

        resume();

        await().atMost(Duration.ofSeconds(15))
                .until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
    }

    @Test
    void whatWaitsAsideIsNotTriedEither() {
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
        track("Poison");
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            application.post("/v1/track", "{\"userId\": \"other\", \"event\": \"Others\"}");
            return application.bean(HeldEvents.class).count() == 1;
        });

        pause("for a while");
        await().until(() -> requestsStandStill());
        extole.mend();
        int before = extole.requests().size();
        letPass(Duration.ofSeconds(2));

        assertThat(extole.requests()).hasSize(before);
        resume();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> application.bean(HeldEvents.class).count() == 0);
    }

    private static boolean requestsStandStill() {
        int now = extole.requests().size();
        letPass(Duration.ofMillis(700));
        return extole.requests().size() == now;
    }

    @Test
    void itOutlastsARestart() {
        pause("the database moves");
        String id = track("Before the restart");

        application.close();
        application = launch();
        String later = track("After the restart");
        letPass(Duration.ofSeconds(2));

        assertThat(extole.requests()).isEmpty();
        assertThat(application.health("delivery").at("/details/reason").asText())
                .isEqualTo("paused by hand: the database moves");
        resume();
        await().until(() -> extole.events().size() == 2);
        assertThat(extole.eachEvents("/data/segment_message_id")).containsExactly(id, later);
    }

    @Test
    void healthSaysWhySinceWhenAndWhatToDo() {
        Instant before = Instant.now().minusMillis(1);
        pause("the token is changed");

        JsonNode health = application.health("delivery");
        assertThat(health.path("status").asText()).isEqualTo("DOWN");
        assertThat(health.at("/details/reason").asText()).isEqualTo("paused by hand: the token is changed");
        assertThat(health.at("/details/action").asText())
                .isEqualTo("run: java -jar extole-destination.jar delivery resume");
        assertThat(Instant.parse(health.at("/details/since").asText())).isBetween(before, Instant.now());

        resume();

        assertThat(application.health("delivery").path("status").asText()).isEqualTo("UP");
    }

    @Test
    void aSecondPauseChangesTheReasonAndNotTheTime() {
        String since = pause("first").at("/operations/erasure/since").asText();

        JsonNode state = pause("second");

        assertThat(state.at("/operations/erasure/since").asText()).isEqualTo(since);
        assertThat(state.at("/operations/erasure/reason").asText()).isEqualTo("paused by hand: second");
    }

    @Test
    void whatAnotherInstanceDoesIsFollowedWithinSeconds() {
        JdbcClient database = application.bean(JdbcClient.class);
        database.sql("INSERT INTO delivery_pause (id, reason, since) VALUES (1, 'elsewhere', now())")
                .update();

        await().until(() -> state().path("byHand").asBoolean());
        database.sql("DELETE FROM delivery_pause").update();
        await().until(() -> state().path("state").asText().equals("running"));
    }

    @Test
    void theStateTellsWhichCallWaitsAndHowOftenItHasFailed() {
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 403, \"code\": \"access_denied\"}");
        delete(person);

        await().until(() -> state().at("/operations/erasure/attempts").asInt() >= 2);
        JsonNode state = state();
        assertThat(state.path("state").asText()).isEqualTo("paused");
        assertThat(state.path("byHand").asBoolean()).isFalse();
        assertThat(state.at("/operations/erasure/reason").asText()).contains("access_denied");
        assertThat(state.at("/operations/async-event/state").asText()).isEqualTo("running");
        extole.mend();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> state().at("/operations/erasure/attempts").asInt() == 0);
    }

    @Test
    void aPauseNeedsAReasonAndOtherWordsAreNotUnderstood() {
        assertThat(post("pause", "{}").statusCode()).isEqualTo(400);
        assertThat(post("pause", "{\"reason\": \"%s\"}".formatted("x".repeat(201)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("stop", "{}").statusCode()).isEqualTo(404);
        assertThat(state().path("state").asText()).isEqualTo("running");
    }

    @Test
    void theCommandPausesShowsAndResumes() {
        assertThat(run(0, "status")).startsWith("Delivery runs.").contains("async-event  running");

        assertThat(run(0, "pause", "new", "token"))
                .startsWith("Delivery is paused.")
                .contains(
                        "paused by hand: new token",
                        "What to do: run: java -jar extole-destination.jar delivery resume");
        assertThat(state().path("byHand").asBoolean()).isTrue();

        assertThat(run(0, "resume")).startsWith("Delivery runs.");
        assertThat(run(2, "pause", "x".repeat(300))).contains("Say why, in 1 to 200 characters");
    }

    private static String run(int exitCode, String command, String... arguments) {
        Path log = folder.resolve(UUID.randomUUID() + ".log");
        List<String> all = new java.util.ArrayList<>(List.of("delivery", command));
        all.addAll(List.of(arguments));
        all.addAll(Tokens.options(application.management("")));
        try (CommandProcess process = CommandProcess.start(log, "128m", all.toArray(String[]::new))) {
            assertThat(process.exitCode()).isEqualTo(exitCode);
            return java.nio.file.Files.readString(log);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode pause(String reason) {
        return Http.json(post("pause", "{\"reason\": \"%s\"}".formatted(reason)).body());
    }

    private static void resume() {
        assertThat(post("resume", "{}").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> post(String what, String body) {
        return Http.post(application.management("/actuator/delivery/" + what), "", body);
    }

    private static JsonNode state() {
        return Http.json(application.management("/actuator/delivery"));
    }

    private static void letPass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plusSeconds(5)).until(() -> Instant.now().isAfter(end));
    }

    private String track(String event) {
        String id = UUID.randomUUID().toString();
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event))
                        .statusCode())
                .isEqualTo(200);
        return id;
    }

    private static void delete(String userId) {
        assertThat(application
                        .post("/segment", "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(userId))
                        .statusCode())
                .isEqualTo(200);
    }
}
