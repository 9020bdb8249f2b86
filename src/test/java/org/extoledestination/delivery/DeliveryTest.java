package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.extoledestination.command.Commands;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an event when Extole answers anything but yes. */
@Tag("slow")
class DeliveryTest {

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
        application = Application.start(
                sandbox.uri(), dataDir, "delivery.give-up-after=6s", "camel.component.http.response-timeout=2000");
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
    void nothingIsLeftOver() {
        extole.mend();
        await().until(() ->
                application.health("delivery").path("status").asText().equals("UP"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, event_blocked",
        "400, invalid_event_time_format",
        "403, person_not_found",
        "404, person_not_found",
        "422, odd_code"
    })
    void anEventThatExtoleRefusesIsADeadLetterAndTheLineMovesOn(int status, String code) {
        extole.fault("""
                {"next": 1, "status": %d, "code": "%s"}""".formatted(status, code));

        String refused = track("Refused");
        String next = track("Next");

        await().until(() -> extole.eachEvents("/event_name").contains("Next"));
        JsonNode letter = deadLetter(refused);
        assertThat(letter.path("reason").asText()).isEqualTo("refused");
        assertThat(letter.path("extoleStatus").asInt()).isEqualTo(status);
        assertThat(letter.path("extoleCode").asText()).isEqualTo(code);
        assertThat(letter.path("extoleUniqueId").asText()).matches("\\d{10,}");
        assertThat(letter.path("detail").asText())
                .contains("Extole refused the event", code)
                .doesNotContain(person);
        assertThat(isDeadLetter(next)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_access_token, EXTOLE_API_KEY",
        "402, payment_required, ask Extole",
        "403, access_denied, EXTOLE_API_KEY",
        "404, method_not_found, EXTOLE_EVENTS_URL",
        "415, unsupported_media_type, report"
    })
    void aFaultInOurSetUpPausesDeliveryUntilItIsMendedAndNothingIsADeadLetter(int status, String code, String action) {
        extole.fault("""
                {"status": %d, "code": "%s"}""".formatted(status, code));

        String id = track("Signed Up");

        await().until(() ->
                application.health("delivery").path("status").asText().equals("DOWN"));
        JsonNode details = application.health("delivery").path("details");
        assertThat(details.path("reason").asText()).contains(code, "status=" + status, tried());
        assertThat(statusCommand()).contains(code, tried(), action);
        assertThat(details.path("action").asText()).contains(action);
        assertThat(Instant.parse(details.path("since").asText())).isBefore(Instant.now());
        assertThat(readiness()).isEqualTo("UP");

        extole.mend();

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
        await().until(() ->
                application.health("delivery").path("status").asText().equals("UP"));
        assertThat(isDeadLetter(id)).isFalse();
    }

    /** The host and the port that answered. */
    private static String tried() {
        return " from 127.0.0.1:" + sandbox.uri().getPort();
    }

    private static String statusCommand() {
        StringWriter out = new StringWriter();
        List<String> words = new ArrayList<>(List.of("delivery", "status"));
        words.addAll(Tokens.options(application.management("")));
        assertThat(Commands.run(new PrintWriter(out), words.toArray(String[]::new)))
                .isZero();
        return out.toString();
    }

    @Test
    void anOutageNamesTheAddressThatAnswers() {
        extole.fault("{\"status\": 503, \"code\": \"software_error\"}");

        track("Signed Up");

        await().until(() ->
                application.health("delivery").path("status").asText().equals("DOWN"));
        assertThat(application.health("delivery").at("/details/reason").asText())
                .contains("status=503", tried());
        assertThat(statusCommand()).contains("status=503", tried());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"next\": 3, \"status\": 429, \"code\": \"too_many_requests\"}",
                "{\"next\": 3, \"status\": 500, \"code\": \"software_error\"}",
                "{\"next\": 3, \"status\": 503, \"body\": \"<html>\"}",
                "{\"next\": 3, \"status\": 423, \"code\": \"batch_job_locked\"}",
                "{\"next\": 3, \"action\": \"reset\"}",
                "{\"next\": 3, \"action\": \"nothing\"}",
                "{\"next\": 2, \"action\": \"hang\"}",
                "{\"next\": 3, \"action\": \"empty\"}",
                "{\"next\": 3, \"action\": \"malformed\"}"
            })
    void anEventWaitsForExtoleAndThenArrivesOnceBeforeThePersonsNext(String fault) {
        extole.fault(fault);

        String first = track("First");
        String second = track("Second");

        await().until(() -> extole.events().size() >= 2);
        assertThat(extole.eachEvents("/data/segment_message_id")).containsExactly(first, second);
        assertThat(isDeadLetter(first)).isFalse();
    }

    @Test
    void aWaitIsAsLongAsExtoleAsksForInSecondsOrAsADate() {
        extole.fault("{\"next\": 1, \"status\": 429, \"code\": \"too_many_requests\", \"retryAfter\": \"2\"}");

        String id = track("Signed Up");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
        List<JsonNode> requests = extole.requests();
        Duration waited = Duration.between(time(requests.get(0)), time(requests.get(1)));
        assertThat(waited).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(15));
    }

    @Test
    void whatExtoleProcessedBeforeItFailedArrivesAgainUnderTheSameId() {
        extole.fault("{\"next\": 1, \"action\": \"process-then-answer\", \"status\": 500}");

        application.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "Order Completed",
                 "properties": {"order_id": "o-1", "total": 10}}""".formatted(person, person));

        await().until(() -> extole.events().size() == 2);
        assertThat(extole.eachEvents("/data/segment_message_id")).containsExactly(person, person);
        assertThat(extole.eachEvents("/duplicate")).containsExactly("false", "true");
    }

    @Test
    void anEventThatFailsAloneIsGivenUpAfterTheConfiguredTime() {
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");

        String poison = track("Poison");
        AtomicInteger others = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    application.post(
                            "/v1/track",
                            "{\"userId\": \"others-%s\", \"event\": \"Others\"}".formatted(UUID.randomUUID()));
                    others.incrementAndGet();
                    return isDeadLetter(poison);
                });
        await().until(() -> extole.events().size() == others.get());

        assertThat(deadLetter(poison).path("reason").asText()).isEqualTo("given-up");
        assertThat(extole.eachEvents("/event_name")).contains("Others").doesNotContain("Poison");
    }

    @Test
    void nothingIsGivenUpWhileExtoleFailsForEverybody() {
        extole.fault("{\"status\": 503}");

        List<String> ids =
                IntStream.range(0, 10).mapToObj(i -> track("Patience " + i)).toList();
        await().until(() ->
                application.health("delivery").path("status").asText().equals("DOWN"));
        Instant past = Instant.now().plus(Duration.ofSeconds(8));
        await().until(() -> Instant.now().isAfter(past));
        extole.mend();

        await().until(() -> extole.events().size() == 10);
        assertThat(extole.eachEvents("/data/segment_message_id")).isEqualTo(ids);
        assertThat(ids).noneMatch(DeliveryTest::isDeadLetter);
    }

    @Test
    void eventsOfOnePersonKeepTheirOrderWhileExtoleStumbles() {
        extole.fault("{\"every\": 3, \"status\": 503}");

        List<String> ids =
                IntStream.range(0, 40).mapToObj(i -> track("Step " + i)).toList();

        await().atMost(Duration.ofSeconds(60)).until(() -> extole.events().size() >= 40);
        assertThat(extole.eachEvents("/data/segment_message_id")).isEqualTo(ids);
    }

    @Test
    void aRepeatOfAnEventIsNotSentAgain() {
        String body = """
                {"userId": "%s", "messageId": "%s", "event": "Signed Up"}""".formatted(person, person);

        application.post("/v1/track", body);
        await().until(() -> extole.events().size() == 1);
        application.post("/v1/track", body);
        String next = track("Next");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(next));
        assertThat(extole.eachEvents("/data/segment_message_id")).containsExactly(person, next);
    }

    @Test
    void aRepeatInTheSameBatchIsNotSentAgain() {
        String repeated = "{\"type\": \"track\", \"userId\": \"%s\", \"messageId\": \"%s\", \"event\": \"Signed Up\"}"
                .formatted(person, person);

        application.post("/v1/batch", "{\"batch\": [%s, %s, %s]}".formatted(repeated, repeated, repeated));
        String next = track("Next");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(next));
        assertThat(extole.eachEvents("/data/segment_message_id")).containsExactly(person, next);
    }

    @Test
    void anEventThatWasRefusedPassesWhenItIsSentAgainAfterExtoleHasChanged() {
        extole.fault("{\"next\": 1, \"status\": 400, \"code\": \"event_blocked\"}");
        String body = """
                {"userId": "%s", "messageId": "%s", "event": "Signed Up"}""".formatted(person, person);

        application.post("/v1/track", body);
        await().until(() -> isDeadLetter(person));
        application.post("/v1/track", body);

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(person));
    }

    @Test
    void onlyTheHeadersThatAreMeantForExtoleLeave() {
        Http.send(java.net.http.HttpRequest.newBuilder(application.ingest("/v1/track?api_key=secret"))
                .header("Authorization", Http.basic(Application.WRITE_KEY))
                .header("Cookie", "session=secret")
                .header("X-Internal", "secret")
                .header("X-Extole-Debug", "3")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"userId\": \"%s\", \"event\": \"Signed Up\"}".formatted(person)))
                .build());

        await().until(() -> extole.events().size() == 1);
        JsonNode request = extole.requests().get(0);
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        request.path("headers").fieldNames().forEachRemaining(headers::add);
        assertThat(headers)
                .containsExactlyInAnyOrder(
                        "Accept",
                        "Accept-Encoding",
                        "Authorization",
                        "Connection",
                        "Content-Length",
                        "Content-Type",
                        "extole-app-type",
                        "Host",
                        "User-Agent");
        assertThat(request.path("path").asText()).isEqualTo("/v6/async-events");
        assertThat(request.toString()).doesNotContain("secret");
    }

    @Test
    void theAppIsNamedToExtoleInEventsAndErasures() {
        track("Signed Up");
        application.post("/segment", "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(person));

        await().until(() -> extole.erasures().size() == 1);
        assertThat(extole.requests())
                .extracting(request -> request.path("path").asText()
                        + ' '
                        + request.path("headers").path("extole-app-type").asText())
                .containsOnly("/v6/async-events segment", "/v4/erasures segment");
    }

    @Test
    void aNameIsCleanedAsExtoleDoesAndOneOfWhichNothingIsLeftIsNotSent() {
        double cleaned = counted("event_name", "cleaned");
        double nameless = counted("mapping", "no-event-name");

        track("Home: Viewed");
        track("订单完成");
        String last = track("Last");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(last));
        assertThat(extole.eachEvents("/event_name")).containsExactly("Home Viewed", "Last");
        await().until(() -> counted("event_name", "cleaned") == cleaned + 1);
        await().until(() -> counted("mapping", "no-event-name") == nameless + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"All\": false}", "{\"Extole Platform\": false}", "{\"All\": true, \"Extole Platform\": false}"
            })
    void anEventThatIsNotMeantForExtoleIsNotSent(String integrations) {
        application.post("/v1/track", """
                {"userId": "%s", "event": "Elsewhere", "integrations": %s}""".formatted(person, integrations));
        application.post("/v1/track", """
                {"userId": "%s", "event": "Here", "integrations": {"All": false, "Extole Platform": {}}}""".formatted(person));

        await().until(() -> extole.events().size() == 1);
        assertThat(extole.eachEvents("/event_name")).containsExactly("Here");
    }

    @Test
    void callsForWhichExtoleHasNoUseAreCountedAndNotSent() {
        double before = counted("router", "nothing");

        for (String call : List.of("page", "screen", "group", "alias")) {
            application.post("/v1/" + call, "{\"userId\": \"%s\"}".formatted(person));
        }
        String last = track("Last");

        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(last));
        await().until(() -> counted("router", "nothing") == before + 4);
        assertThat(extole.events()).hasSize(1);
    }

    @Test
    void anErasureComesAfterThePersonsEarlierEventsAndTakesTheirDeadLettersAlong() {
        extole.fault("{\"match\": \"Refused\", \"status\": 400, \"code\": \"event_blocked\"}");
        String refused = track("Refused");
        await().until(() -> isDeadLetter(refused));
        extole.fault("{\"next\": 2, \"match\": \"Before\", \"status\": 503}");

        track("Before");
        application.post("/segment", """
                {"type": "delete", "userId": "%s", "email": "%s@example.com"}""".formatted(person, person));

        await().until(() -> extole.erasures().size() == 2);
        assertThat(extole.erasures().get(0).path("partner_user_id").asText()).isEqualTo(person);
        assertThat(extole.erasures().get(1).path("email").asText()).isEqualTo(person + "@example.com");
        List<String> paths = extole.requests().stream()
                .filter(request -> request.path("status").asInt() == 200)
                .map(request -> request.path("path").asText())
                .toList();
        assertThat(paths).containsExactly("/v6/async-events", "/v4/erasures", "/v4/erasures");
        await().until(() -> !isDeadLetter(refused));
    }

    @Test
    void anErasureThatExtoleCannotDoWaitsAndEventsOfOthersPass() {
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 403, \"code\": \"access_denied\"}");

        application.post("/segment", "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(person));
        await().until(() ->
                application.health("delivery").path("status").asText().equals("DOWN"));
        application.post("/v1/track", "{\"userId\": \"other-%s\", \"event\": \"Others\"}".formatted(person));

        await().until(() -> extole.eachEvents("/event_name").contains("Others"));
        assertThat(application.health("delivery").path("details").path("action").asText())
                .contains("EXTOLE_ADMIN_API_KEY");
        assertThat(application
                        .health("delivery")
                        .path("details")
                        .path("waiting")
                        .path("erasure")
                        .asText())
                .contains("access_denied", "EXTOLE_ADMIN_API_KEY");
        extole.mend();
        await().until(() -> extole.erasures().size() == 1);
    }

    @Test
    void anEventThatItsMappingCannotTakeIsADeadLetterThatSaysWhy() {
        String id = UUID.randomUUID().toString();

        application.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "Order Completed", "properties": {"total": "much"}}""".formatted(person, id));

        await().until(() -> isDeadLetter(id));
        JsonNode letter = deadLetter(id);
        assertThat(letter.path("reason").asText()).isEqualTo("unmappable");
        assertThat(letter.path("detail").asText()).contains("bad_value", "conversion.yaml", "cart_value");
        assertThat(letter.path("event").asText()).isEqualTo("Order Completed");
    }

    private String track(String event) {
        String id = UUID.randomUUID().toString();
        int status =
                application.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event)).statusCode();
        assertThat(status).isEqualTo(200);
        return id;
    }

    private static JsonNode deadLetter(String messageId) {
        for (JsonNode letter : application.deadLetters()) {
            if (letter.path("messageId").asText().equals(messageId)) {
                return letter;
            }
        }
        throw new AssertionError("No dead letter for " + messageId);
    }

    private static boolean isDeadLetter(String messageId) {
        return application.deadLetters().findValuesAsText("messageId").contains(messageId);
    }

    private static String readiness() {
        return Http.json(application.management("/actuator/health/readiness"))
                .path("status")
                .asText();
    }

    private static double counted(String station, String outcome) {
        String name = "extole_destination_" + station + "_total{";
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains("outcome=\"" + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Instant time(JsonNode request) {
        return Instant.parse(request.path("received_at").asText());
    }
}
