package org.extoledestination.gate.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A person asks to be deleted: at Extole after all that came before, and here without a trace. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class DeletionTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String name = UUID.randomUUID().toString();
    private final String person = "u-" + name;
    private final String email = name + "@example.com";

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(),
                dataDir,
                "delivery.hold-after=300ms",
                "delivery.parallel-requests=8",
                "delivery.metered-calls-per-minute=1000",
                "delivery.erasures-per-minute=1000",
                "logging.level.root=INFO");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        JdbcClient database = application.bean(JdbcClient.class);
        database.sql("DELETE FROM held_events").update();
        database.sql("DELETE FROM dead_letters").update();
    }

    @Test
    void theErasureWaitsBehindWhatThePersonHasAside() {
        failAlone("userId", person);
        String later = track("userId", person, "Later");
        delete();
        await().until(() -> held() == 3);
        assertThat(extole.erasures()).isEmpty();

        extole.mend();

        await().until(() -> extole.erasures().size() == 2);
        assertThat(extole.eachEvents("/data/segment_message_id")).contains(later);
        assertThat(successes(person)).containsExactly("/v6/async-events", "/v6/async-events", "/v4/erasures");
        await().until(() -> held() == 0);
    }

    /** Whoever has caught a request can send it again; a new messageId is a new request. */
    @Test
    void aRequestThatIsSentAgainErasesOnceUnlessItHasAMessageIdOfItsOwn() {
        String bare = "{\"userId\": \"%s\"}".formatted(person);
        post("/segment", bare);
        await().until(() -> extole.erasures().size() == 1);

        post("/segment", bare);
        post("/segment", "[" + bare + "]");
        post(
                "/segment",
                "{\"type\": \"delete\", \"userId\": \"%s\", \"messageId\": \"again-%s\"}".formatted(person, name));
        await().until(() -> extole.erasures().size() >= 2);

        // In order for the person: what was sent before is done.
        assertThat(extole.erasures()).hasSize(2);
    }

    @Test
    void deadLettersGoUnderEveryKeyThatTheRequestNames(CapturedOutput output) {
        double before = counted("dead_letter", "erased");
        refuse("{\"userId\": \"%s\"".formatted(person));
        refuse("{\"context\": {\"traits\": {\"email\": \"%s\"}}".formatted(email.toUpperCase(java.util.Locale.ROOT)));
        refuse("{\"anonymousId\": \"a-%s\"".formatted(name));
        refuse("{\"userId\": \"other-%s\"".formatted(name));
        await().until(() -> application.deadLetters().size() == 4);

        application.post("/segment", """
                {"type": "delete", "userId": "%s", "email": "%s", "anonymousId": "a-%s"}""".formatted(person, email, name));

        await().until(() -> application.deadLetters().size() == 1);
        assertThat(tables()).contains("other-" + name).doesNotContain(person, email);
        await().until(() -> counted("dead_letter", "erased") == before + 3);
        assertThat(output.getAll())
                .contains("dead letters of a person who is to be erased. The deletion: messageId=")
                .doesNotContain(name);
    }

    @Test
    void whatWaitsUnderTheEmailAloneIsRemovedUnlessItCameAfterwards() {
        failAlone("traits", email);
        track("traits", email, "Behind");
        await().until(() -> held() == 2);
        delete();
        await().until(() -> held() == 0);
        extole.mend();

        String afterwards = track("traits", email, "Afterwards");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(afterwards));
        await().until(() -> extole.erasures().size() == 2);
        assertThat(extole.eachEvents("/event_name")).containsOnly("Afterwards", "Others");
    }

    @Test
    void whatCameAfterTheRequestUnderTheEmailAloneStays() {
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 503, \"next\": 12}");
        delete();
        await().until(() -> extole.requests().size() >= 2);

        failAlone("traits", email);

        await().atMost(Duration.ofSeconds(30)).until(() -> extole.erasures().size() == 2);
        await().until(() -> held() == 1);
    }

    @Test
    void aDeadLetterOfWhatCameAfterTheRequestStays() {
        refuse("{\"context\": {\"traits\": {\"email\": \"%s\"}}".formatted(email));
        await().until(() -> application.deadLetters().size() == 1);
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 503, \"next\": 6}");
        delete();
        await().until(() -> application.deadLetters().isEmpty());
        await().until(() -> extole.requests().stream()
                .anyMatch(request -> request.path("path").asText().equals("/v4/erasures")));

        refuse("{\"context\": {\"traits\": {\"email\": \"%s\"}}".formatted(email));

        await().until(() -> application.deadLetters().size() == 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> extole.erasures().size() == 2);
        assertThat(application.deadLetters()).hasSize(1);
    }

    @Test
    void anErasureThatExtoleRefusesIsADeadLetterAndThePersonIsForgottenHereAllTheSame() {
        refuse("{\"userId\": \"%s\"".formatted(person));
        await().until(() -> application.deadLetters().size() == 1);
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 400, \"code\": \"invalid_erasure_email\"}");

        delete();

        await().until(() -> application.deadLetters().size() == 1
                && application.deadLetters().get(0).path("type").asText().equals("delete"));
        assertThat(application.deadLetters().get(0).path("extoleCode").asText()).isEqualTo("invalid_erasure_email");
    }

    @Test
    void whatWasAcceptedWhileTheRequestWasOnItsWayGoesToo() {
        refuse("{\"context\": {\"traits\": {\"email\": \"%s\"}}".formatted(email));
        await().until(() -> application.deadLetters().size() == 1);
        String anHourAgo = Instant.now().minus(Duration.ofHours(1)).toString();

        post("/segment", """
                {"type": "delete", "userId": "%s", "email": "%s", "receivedAt": "%s", "timestamp": "%s"}""".formatted(person, email, anHourAgo, anHourAgo));

        await().until(() -> application.deadLetters().isEmpty());
    }

    @Test
    void aRequestLeavesTheDeadLetterOfAnotherOneWhichNamesOtherKeys() {
        extole.fault(
                "{\"path\": \"/v4/erasures\", \"match\": \"%s\", \"status\": 400, \"code\": \"invalid_erasure_email\"}"
                        .formatted(email));
        delete();
        await().until(() -> application.deadLetters().size() == 1);

        post("/segment", "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(person));

        await().until(() -> extole.erasures().size() == 2);
        assertThat(application.deadLetters()).hasSize(1);
    }

    @Test
    void laterEventsPassUnlessSuppressionIsAskedFor() {
        delete();
        String back = track("userId", person, "Back again");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(back));
        assertThat(successes(person)).containsExactly("/v4/erasures", "/v6/async-events");
    }

    /** An import, a replay or a phone that was off brings it late: it would make the person anew at Extole. */
    @Test
    void whatHappenedBeforeTheRequestStaysHereUnderEachKeyThatItNamesAndWhateverTheDoor() {
        delete();
        await().until(() -> extole.erasures().size() == 2);
        double before = counted("router", "suppressed");
        String earlier = Instant.now().minus(Duration.ofDays(1)).toString();

        post("/v1/identify", """
                {"userId": "%s", "timestamp": "%s", "traits": {"firstName": "Ada"}}""".formatted(person, earlier));
        post("/v1/track", """
                {"anonymousId": "a", "event": "Viewed", "timestamp": "%s", "properties": {"email": "%s"}}""".formatted(earlier, email));
        Http.post(application.management("/actuator/import"), "", """
                {"events": "{\\"type\\": \\"track\\", \\"event\\": \\"Viewed\\", \\"userId\\": \\"%s\\", \\"timestamp\\": \\"%s\\"}"}""".formatted(person, earlier));
        String other = track("userId", "other-" + name, "Viewed");
        String back = track("userId", person, "Back again");

        await().until(() -> extole.eachEvents("/data/segment_message_id").containsAll(List.of(other, back)));
        await().until(() -> counted("router", "suppressed") == before + 3);
        assertThat(extole.events()).hasSize(2);
        assertThat(Http.json(application.management("/actuator/suppressions")).path("suppressions"))
                .isEmpty();
    }

    private static double counted(String station, String outcome) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_" + station + "_total{")
                        && line.contains("outcome=\"" + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void noLogLineNoTableAndNoQueueHoldsAnythingOfThePersonAfterwards(CapturedOutput output) {
        extole.fault("{\"match\": \"Refused\", \"status\": 400, \"code\": \"event_blocked\"}");
        track("userId", person, "Refused");
        refuse("{\"userId\": \"%s\"".formatted(person));
        refuse("{\"context\": {\"traits\": {\"email\": \"%s\"}}".formatted(email));
        application.post("/v1/identify", """
                {"userId": "%s", "traits": {"email": "%s", "firstName": "%s"}}""".formatted(person, email, name));
        await().until(() -> application.deadLetters().size() == 3);
        failAlone("traits", email);
        assertThat(tables()).contains(person, email);
        extole.fault("{\"path\": \"/v4/erasures\", \"next\": 2, \"status\": 503}");
        extole.fault("{\"path\": \"/v4/erasures\", \"next\": 2, \"status\": 401}");

        delete();

        await().atMost(Duration.ofSeconds(30)).until(() -> extole.erasures().size() == 2);
        await().until(() -> queueDepth() == 0);
        assertThat(tables()).doesNotContain(name);
        assertThat(output.getAll())
                .contains("Kept in dead letters", "Delivery (erasure)")
                .doesNotContain(name);
        assertThat(Http.get(application.management("/actuator/prometheus")).body())
                .doesNotContain(name);
        assertThat(Http.get(application.management("/actuator/health")).body()).doesNotContain(name);
    }

    /** An event of this person that Extole always answers with 500, while others pass; it is held when this returns. */
    private static void failAlone(String key, String value) {
        long before = held();
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
        track(key, value, "Poison");
        await().pollInterval(Duration.ofMillis(150)).until(() -> {
            track("userId", "other", "Others");
            return held() > before;
        });
    }

    private static String track(String key, String value, String event) {
        String id = UUID.randomUUID().toString();
        String identity = key.equals("traits")
                ? "\"context\": {\"traits\": {\"email\": \"%s\"}}".formatted(value)
                : "\"%s\": \"%s\"".formatted(key, value);
        post("/v1/track", "{%s, \"messageId\": \"%s\", \"event\": \"%s\"}".formatted(identity, id, event));
        return id;
    }

    /** An order whose amount is none. */
    private static void refuse(String begin) {
        post("/v1/track", begin + ", \"event\": \"Order Completed\", \"properties\": {\"total\": \"much\"}}");
    }

    private void delete() {
        post("/segment", "{\"type\": \"delete\", \"userId\": \"%s\", \"email\": \"%s\"}".formatted(person, email));
    }

    private static void post(String path, String body) {
        assertThat(application.post(path, body).statusCode()).isEqualTo(200);
    }

    private static long held() {
        return application.bean(HeldEvents.class).count();
    }

    private static double queueDepth() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_queue_depth"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Everything in every table. */
    private static String tables() {
        JdbcClient database = application.bean(JdbcClient.class);
        StringBuilder all = new StringBuilder();
        List<String> names = database.sql("""
                        SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
                        """).query(String.class).list();
        assertThat(names).contains("dead_letters", "held_events", "delivered_ids", "suppressions");
        names.forEach(table -> all.append(
                database.sql("SELECT * FROM \"%s\"".formatted(table)).query().listOfRows()));
        return all.toString();
    }

    private List<String> successes(String part) {
        return extole.requests().stream()
                .filter(request -> request.path("status").asInt() == 200)
                .filter(request -> request.path("body").asText().contains(part))
                .map(request -> request.path("path").asText())
                .toList();
    }
}
