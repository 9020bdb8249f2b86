package org.extoledestination.delivery.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One event that fails alone: its person steps aside, the line does not stop. */
@Tag("slow")
class HeldEventsTest {

    @TempDir
    private static Path dataDir;

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
                dataDir,
                "delivery.hold-after=300ms",
                "delivery.give-up-after=15s",
                // One at a time: whoever waits in place would stop everybody.
                "delivery.parallel-requests=1");
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

    @Test
    void othersPassWhileAPersonStepsAsideAndAfterwardsThePersonsEventsArriveInOrder() {
        String poison = failAlone();
        List<String> later =
                IntStream.range(0, 5).mapToObj(i -> track(person, "Later " + i)).toList();
        List<String> others = IntStream.range(0, 20)
                .mapToObj(i -> track("other-" + i + person, "Others"))
                .toList();

        await().until(() -> delivered().containsAll(others));
        assertThat(delivered()).doesNotContain(poison).doesNotContainAnyElementsOf(later);
        await().until(() -> held() == 6);

        extole.mend();

        await().until(() -> delivered().containsAll(later));
        assertThat(delivered().stream().filter(id -> id.equals(poison) || later.contains(id)))
                .startsWith(poison)
                .endsWith(later.get(4))
                .hasSize(6)
                .containsSubsequence(later);
        await().until(() -> held() == 0);
    }

    /** More than are read ahead: nothing of anybody else would be read before they are done. */
    @Test
    void manyEventsOfOnePersonHoldUpNobodyElseAndStayInOrder() {
        extole.fault("{\"match\": \"Flood\", \"delayMillis\": 8}");
        List<String> flood =
                IntStream.range(0, 2_400).mapToObj(i -> "flood-" + i + person).toList();
        String items = flood.stream().map(id -> """
                        {"type": "track", "userId": "%s", "messageId": "%s", "event": "Flood"}""".formatted(person, id)).collect(Collectors.joining(","));
        application.post("/v1/batch", "{\"batch\": [" + items + "]}");
        String other = track("other-" + person, "Others");

        await().atMost(Duration.ofSeconds(30)).until(() -> delivered().contains(other));
        assertThat(delivered()).hasSizeLessThan(2_000);
        extole.mend();
        await().atMost(Duration.ofMinutes(3)).until(() -> delivered().containsAll(flood));

        assertThat(delivered().stream().filter(id -> id.startsWith("flood-")).distinct())
                .containsExactlyElementsOf(flood);
        await().until(() -> held() == 0);
    }

    @Test
    void aPersonStepsAsideAfterTheQueueWasSuspendedAndResumedToo() throws Exception {
        CamelContext camel = application.bean(CamelContext.class);
        camel.getRouteController().suspendRoute("queue");
        camel.getRouteController().resumeRoute("queue");

        String poison = failAlone();
        extole.mend();

        await().until(() -> delivered().contains(poison));
        await().until(() -> held() == 0);
    }

    @Test
    void whoWaitsAsideWaitsOnAfterARestart() {
        String poison = failAlone();
        String later = track(person, "Later");
        await().until(() -> held() == 2);

        application.close();
        extole.mend();
        application = launch();

        await().until(() -> delivered().contains(later));
        assertThat(delivered()).containsSubsequence(poison, later);
        await().until(() -> held() == 0);
    }

    @Test
    void anEventThatFailsAloneForTooLongIsADeadLetterAndThePersonGoesOn() {
        String poison = failAlone();
        String later = track(person, "Later");

        await().atMost(Duration.ofSeconds(90)).until(() -> delivered().contains(later));

        assertThat(deadLetter(poison).path("reason").asText()).isEqualTo("given-up");
        await().until(() -> held() == 0);
    }

    @Test
    void anEventThatExtoleRefusesAtLastIsADeadLetterAndThePersonGoesOn() {
        String poison = failAlone();
        String later = track(person, "Later");
        await().until(() -> held() == 2);

        insteadOfFailing("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");

        await().until(() -> delivered().contains(later));
        assertThat(deadLetter(poison).path("reason").asText()).isEqualTo("refused");
        await().until(() -> held() == 0);
    }

    @Test
    void whatIsNotForExtoleLeavesTheLineOfItsPersonToo() {
        failAlone();
        application.post("/v1/page", "{\"userId\": \"%s\"}".formatted(person));
        application.post("/v1/track", """
                {"userId": "%s", "event": "Elsewhere", "integrations": {"All": false}}""".formatted(person));
        String last = track(person, "Last");
        await().until(() -> held() == 4);

        extole.mend();

        await().until(() -> delivered().contains(last));
        await().until(() -> held() == 0);
    }

    @Test
    void anEventWithAnEndlessNameWaitsBehindItsPersonToo() {
        failAlone();
        String endless = track(person, "n".repeat(2_000));
        String last = track(person, "Last");
        await().until(() -> held() == 3);

        extole.mend();

        await().until(() -> delivered().contains(last));
        await().until(() -> held() == 0);
        assertThat(deadLetter(endless).path("reason").asText()).isEqualTo("unmappable");
    }

    @Test
    void aRepeatOfAWaitingEventWaitsOnce() {
        String poison = failAlone();

        track(person, "Poison", poison);
        String later = track(person, "Later");
        await().until(() -> held() == 2);
        extole.mend();

        await().until(() -> delivered().contains(later));
        assertThat(delivered()).containsOnlyOnce(poison);
    }

    @Test
    void anEventThatWaitsAsideIsNotTriedBeforeExtoleAsksForIt() {
        failAlone();
        insteadOfFailing("{\"match\": \"Poison\", \"next\": 1, \"status\": 503, \"retryAfter\": \"3\"}");

        await().until(() -> held() == 0);

        List<Instant> attempts = extole.requests().stream()
                .filter(request -> request.path("body").asText().contains("Poison"))
                .filter(request -> request.path("status").asInt() != 500)
                .map(request -> Instant.parse(request.path("received_at").asText()))
                .toList();
        assertThat(attempts).hasSize(2);
        assertThat(Duration.between(attempts.get(0), attempts.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aSlowAnswerToOneWhoWaitsAsideDelaysNoOtherOfThem() {
        String slow = failAlone();
        extole.fault("{\"match\": \"Other\", \"status\": 500, \"code\": \"software_error\"}");
        String other = track("other" + person, "Other");
        List<String> later = IntStream.range(0, 10)
                .mapToObj(i -> track("other" + person, "Later " + i))
                .toList();
        await().until(() -> held() == 12);
        insteadOfFailing("{\"match\": \"Poison\", \"delayMillis\": 12000}");

        await().until(() -> delivered().containsAll(later));

        assertThat(delivered())
                .containsSubsequence(other, later.get(0), later.get(9))
                .doesNotContain(slow);
        await().until(() -> delivered().contains(slow));
        await().until(() -> held() == 0);
    }

    /** Exchanges the faults without an attempt in between. */
    private static void insteadOfFailing(String fault) {
        delivery("pause");
        extole.mend();
        extole.fault(fault);
        delivery("resume");
    }

    private static void delivery(String what) {
        assertThat(Http.post(application.management("/actuator/delivery/" + what), "", "{\"reason\": \"test\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOperatorSeesWhatWaitsAsideAndNobodyIsNamed() throws Exception {
        String poison = failAlone();
        track(person, "Later");
        await().until(() -> held() == 2);

        JsonNode state = Http.json(application.management("/actuator/delivery"));
        assertThat(state.at("/held/events").asInt()).isEqualTo(2);
        assertThat(state.at("/held/persons").asInt()).isEqualTo(1);
        assertThat(Instant.parse(state.at("/held/oldest").asText())).isBefore(Instant.now());
        String answer =
                Http.get(application.management("/actuator/delivery/held")).body();
        JsonNode first = Http.json(answer).at("/firsts/0");
        assertThat(first.path("messageId").asText()).isEqualTo(poison);
        assertThat(first.path("person").asText())
                .isEqualTo(Person.ofUserId(person).fingerprint().substring(0, 12));
        assertThat(first.path("behind").asInt()).isEqualTo(1);
        assertThat(first.path("type").asText()).isEqualTo("track");
        assertThat(Instant.parse(first.path("nextAttempt").asText()))
                .isAfter(Instant.parse(first.path("since").asText()));
        assertThat(answer).doesNotContain(person).doesNotContain("Poison");
        assertThat(Http.get(application.management("/actuator/delivery/other")).statusCode())
                .isEqualTo(404);
        assertThat(Http.get(application.management("/actuator/prometheus")).body())
                .contains("extole_destination_held_oldest_seconds");
        assertThat(command("held"))
                .startsWith("1 person waits aside.")
                .contains("messageId=" + poison, "1 behind")
                .doesNotContain(person);
        assertThat(command("status")).contains("Waiting aside: events=2, persons=1");

        extole.mend();
        await().until(() -> held() == 0);
    }

    private static String command(String what) throws IOException {
        Path log = dataDir.resolve(UUID.randomUUID() + ".log");
        try (CommandProcess process = CommandProcess.ask(application.management(""), log, "128m", "delivery", what)) {
            assertThat(process.exitCode()).isZero();
            return Files.readString(log);
        }
    }

    /** An event of this person that Extole always answers with 500, while others pass; it is held when this returns. */
    private String failAlone() {
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
        String poison = track(person, "Poison");
        await().until(() -> held() == 1);
        return poison;
    }

    private static String track(String person, String event) {
        return track(person, event, UUID.randomUUID().toString());
    }

    private static String track(String person, String event, String id) {
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event))
                        .statusCode())
                .isEqualTo(200);
        return id;
    }

    private static List<String> delivered() {
        return extole.eachEvents("/data/segment_message_id");
    }

    private static long held() {
        return application.bean(HeldEvents.class).count();
    }

    private static JsonNode deadLetter(String messageId) {
        for (JsonNode letter : application.deadLetters()) {
            if (letter.path("messageId").asText().equals(messageId)) {
                return letter;
            }
        }
        throw new AssertionError("No dead letter for " + messageId);
    }
}
