package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** While delivery waits one request at a time asks Extole, however many people wait. */
@Tag("slow")
class SingleProbeTest {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    /** So long the stand-in takes for its no: two probes at once would be nearer to each other. */
    private static final Duration ANSWER = Duration.ofMillis(300);

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String run = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "delivery.first-wait=200ms",
                "delivery.longest-wait=" + LONGEST.toMillis() + "ms",
                "delivery.hold-after=300ms");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        extole.mend();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> application.bean(HeldEvents.class).count() == 0);
        Http.delete(sandbox.uri().resolve("/__sandbox"));
    }

    @ParameterizedTest
    @CsvSource({"503, ''", "401, invalid_access_token"})
    void aHundredPeopleWaitAndOneAtATimeAsksAndAfterwardsAllArriveInOrder(int status, String code) {
        extole.fault("{\"status\": %d, %s \"delayMillis\": %d}"
                .formatted(status, code.isEmpty() ? "" : "\"code\": \"" + code + "\",", ANSWER.toMillis()));

        Map<String, List<String>> sent = track(100, 3);
        await().until(() -> isPaused());
        letPass(Duration.ofSeconds(2));
        int stragglers = extole.requests().size();
        letPass(Duration.ofSeconds(6));
        List<Instant> probes = extole.requests().stream()
                .skip(stragglers)
                .map(request -> Instant.parse(request.path("received_at").asText()))
                .sorted()
                .toList();

        // Steps of 1 s with full jitter, and 300 ms for the answer: about 7, and never two at once.
        assertThat(probes).hasSizeBetween(3, 15);
        for (int i = 1; i < probes.size(); i++) {
            assertThat(Duration.between(probes.get(i - 1), probes.get(i)))
                    .isGreaterThanOrEqualTo(ANSWER.minusMillis(20));
        }

        extole.mend();

        await().until(() -> extole.events().size() == 300);
        assertThat(arrived()).isEqualTo(sent);
        await().until(() -> !isPaused());
        assertThat(application.deadLetters()).isEmpty();
        assertThat(application.bean(HeldEvents.class).count()).isZero();
    }

    @Test
    void aProbeThatExtoleRefusesIsAnAnswerToo() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        extole.fault("{\"status\": 503}");
        track(3, 1);
        await().until(() -> isPaused());

        track("poisoned-" + run, "Poison", "poison-" + run);

        // It is refused, not given up: it was sent, although all others still fail.
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        application.deadLetters().findValuesAsText("messageId").contains("poison-" + run));
        extole.mend();
        await().until(() -> extole.events().size() == 3);
        Http.post(
                application.management("/actuator/deadletters/discard?messageId=poison-" + run),
                "",
                "{\"note\": \"x\"}");
    }

    /** Whatever Extole does to them: it has answered others since they failed before. */
    @ParameterizedTest
    @ValueSource(strings = {"\"status\": 500", "\"action\": \"reset\"", "\"action\": \"empty\""})
    @ExtendWith(OutputCaptureExtension.class)
    void manyWhoseEventsFailAloneMakeNobodyElseWait(String fault, CapturedOutput output) {
        extole.fault("{\"match\": \"Fails alone\", " + fault + "}");
        for (int i = 0; i < 40; i++) {
            track("failing-" + i + run, "Fails alone", "failing-" + i + run);
        }
        HeldEvents aside = application.bean(HeldEvents.class);
        await().atMost(Duration.ofSeconds(60)).during(Duration.ofSeconds(1)).until(() -> {
            track("other-" + run, "Passes", UUID.randomUUID().toString());
            return aside.count() == 40 && !isPaused();
        });

        int before = pauses(output);
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(10)).until(() -> {
            track("other-" + run, "Passes", UUID.randomUUID().toString());
            return true;
        });

        assertThat(pauses(output)).isEqualTo(before);
        assertThat(aside.count()).isEqualTo(40);
    }

    private static int pauses(CapturedOutput output) {
        return output.getOut().split("Delivery \\(async-event\\) waits", -1).length;
    }

    @Test
    void anotherIsTheProbeWhenTheRouteStopsAndStartsAgain() throws Exception {
        extole.fault("{\"status\": 503}");
        Map<String, List<String>> sent = track(20, 2);
        await().until(() -> isPaused());

        CamelContext camel = application.bean(CamelContext.class);
        camel.getRouteController().stopRoute("queue", 2, TimeUnit.SECONDS, false);
        camel.getRouteController().startRoute("queue");
        extole.mend();

        await().atMost(Duration.ofSeconds(20)).until(() -> extole.events().size() >= 40);
        assertThat(arrived()).isEqualTo(sent);
    }

    @Test
    void anEventThatWaitsAsideIsTheProbeWhenNothingElseWaits() {
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
        String id = "held-" + run;
        track("aside-" + run, "Poison", id);
        await().until(() -> application.bean(HeldEvents.class).count() == 1);
        delivery("pause");
        extole.mend();
        extole.fault("{\"status\": 401, \"code\": \"invalid_access_token\"}");
        delivery("resume");
        await().until(() -> isPaused());

        extole.mend();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
        await().until(() -> !isPaused());
        assertThat(application.deadLetters()).isEmpty();
    }

    private Map<String, List<String>> track(int people, int each) {
        Map<String, List<String>> sent = new LinkedHashMap<>();
        for (int number = 0; number < each; number++) {
            for (int person = 0; person < people; person++) {
                String who = "p-" + person + '-' + run;
                String id = who + '-' + number;
                sent.computeIfAbsent(who, key -> new ArrayList<>()).add(id);
                track(who, "Others", id);
            }
        }
        return sent;
    }

    private static void track(String person, String event, String id) {
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event))
                        .statusCode())
                .isEqualTo(200);
    }

    private static Map<String, List<String>> arrived() {
        Map<String, List<String>> arrived = new LinkedHashMap<>();
        for (JsonNode event : extole.events()) {
            arrived.computeIfAbsent(event.at("/data/partner_user_id").asText(), key -> new ArrayList<>())
                    .add(event.at("/data/segment_message_id").asText());
        }
        return arrived;
    }

    private static void delivery(String what) {
        assertThat(Http.post(application.management("/actuator/delivery/" + what), "", "{\"reason\": \"test\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static boolean isPaused() {
        return application.health("delivery").path("status").asText().equals("DOWN");
    }

    private static void letPass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plusSeconds(5)).until(() -> Instant.now().isAfter(end));
    }
}
