package org.extoledestination.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the management port tells of events, whatever became of them. */
@Tag("slow")
class TracesTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        SandboxView extole = new SandboxView(sandbox.uri());
        extole.fault("""
                {"match": "Refused", "status": 400, "code": "invalid_event"}""");
        extole.fault("""
                {"match": "Mended", "status": 400, "code": "invalid_event", "next": 1}""");
        extole.fault("""
                {"match": "Poison", "status": 500, "code": "software_error"}""");
        extole.fault("""
                {"match": "Stumble", "status": 503, "next": 1}""");
        application = Application.start(
                sandbox.uri(), folder, "delivery.hold-after=0s", "mapping.anonymous=drop", "trace.sample=1000");
        track(application, "m-refused", "u-1", "Refused");
        track(application, "m-aside", "u-2", "Poison");
        await().untilAsserted(() -> assertThat(outcome("m-aside")).isEqualTo("aside"));
        track(application, "m-behind", "u-2", "Step");
        track(application, "m-sent", "u-1", "Step");
        await().untilAsserted(() -> assertThat(outcome("m-sent")).isEqualTo("delivered"));
        track(application, "m-sent", "u-1", "Step");
        send("page", "m-page", "\"userId\": \"u-1\"");
        send("track", "m-excluded", """
                "userId": "u-1", "event": "Step", "integrations": {"All": false}""");
        send("track", "m-nobody", """
                "anonymousId": "a-1", "event": "Step\"""");
        send("track", "m-unmappable", """
                "userId": "u-1", "event": "Order Completed", "properties": {"total": "many"}""");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static void track(Application to, String id, String person, String event) {
        assertThat(to.post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "%s", "properties": {"email": "jane@example.com"}}""".formatted(person, id, event)).statusCode())
                .isEqualTo(200);
    }

    private static void send(String type, String id, String rest) {
        assertThat(application
                        .post("/v1/" + type, "{\"messageId\": \"%s\", %s}".formatted(id, rest))
                        .statusCode())
                .isEqualTo(200);
    }

    private static JsonNode get(String path) {
        return Http.json(application.management("/actuator/traces" + path));
    }

    private static JsonNode opened(String id) {
        return get("/" + id).path(0);
    }

    private static String outcome(String id) {
        return opened(id).at("/trace/outcome").asText();
    }

    private static List<String> steps(String id) {
        List<String> steps = new ArrayList<>();
        opened(id)
                .path("steps")
                .forEach(step -> steps.add((step.path("station").asText()
                                + ' '
                                + step.path("outcome").asText()
                                + ' '
                                + (step.path("status").asInt() == 0 ? "" : step.path("status") + " ")
                                + step.path("detail").asText())
                        .strip()));
        return steps;
    }

    private static List<String> found(String parameters) {
        List<String> ids = new ArrayList<>();
        get("?" + parameters)
                .path("traces")
                .forEach(trace -> ids.add(trace.path("messageId").asText()));
        return ids;
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            m-refused    | dead-letter | invalid_event | call async-event 400 invalid_event
            m-aside      | aside       | failed        | call async-event 500 software_error
            m-behind     | aside       | behind-others | held behind-others
            m-page       | dropped     | nothing       | router nothing
            m-excluded   | dropped     | not-for-extole | router not-for-extole
            m-nobody     | skipped     | skipped       | mapping skipped
            m-unmappable | dead-letter | bad_value     | dead.letter unmappable bad_value
            """)
    void anEventTellsWhatBecameOfItAndWhy(String id, String outcome, String reason, String step) {
        await().untilAsserted(() -> assertThat(outcome(id)).isEqualTo(outcome));

        assertThat(opened(id).at("/trace/reason").asText()).isEqualTo(reason);
        assertThat(steps(id)).contains("accepted tracking", step);
    }

    @Test
    void ofAnEventThatIsDeliveredEachStationIsTold() {
        track(application, "m-whole", "u-whole", "Step");

        await().untilAsserted(() -> assertThat(outcome("m-whole")).isEqualTo("delivered"));
        assertThat(steps("m-whole"))
                .hasSize(4)
                .startsWith("accepted tracking")
                .element(1)
                .asString()
                .startsWith("mapping mapped ");
        assertThat(steps("m-whole")).endsWith("call async-event 200", "delivery delivered");
        JsonNode trace = opened("m-whole").path("trace");
        assertThat(trace.path("person").asText())
                .isEqualTo(Person.ofUserId("u-whole").fingerprint().substring(0, 12));
        assertThat(trace.path("calls").asInt()).isEqualTo(1);
        assertThat(trace.path("event").asText()).isEqualTo("Step");
    }

    @Test
    void anEventThatCameAgainIsADuplicateAndKeepsWhatBecameOfItBefore() {
        await().untilAsserted(() -> assertThat(outcome("m-sent")).isEqualTo("duplicate"));

        assertThat(steps("m-sent")).contains("delivery delivered").endsWith("delivery duplicate");
        assertThat(found("messageId=m-sent")).containsExactly("m-sent");
        assertThat(found("messageId=m-sent&outcome=delivered")).isEmpty();
    }

    @Test
    void anEventThatIsReplayedGoesOnWhereItsJourneyEnded() {
        track(application, "m-mended", "u-3", "Mended");
        await().untilAsserted(() -> assertThat(outcome("m-mended")).isEqualTo("dead-letter"));
        assertThat(Http.post(application.management("/actuator/deadletters/replay?messageId=m-mended"), "", "{}")
                        .statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(outcome("m-mended")).isEqualTo("delivered"));
        assertThat(steps("m-mended"))
                .containsSubsequence(
                        "accepted tracking",
                        "call async-event 400 invalid_event",
                        "dead.letter refused invalid_event",
                        "accepted replay",
                        "call async-event 200",
                        "delivery delivered");
        assertThat(found("outcome=dead-letter")).doesNotContain("m-mended").contains("m-refused");
    }

    @Test
    void anEventThatIsTriedAgainInItsPlaceTellsEachAttempt() {
        track(application, "m-stumble", "u-4", "Stumble");

        await().untilAsserted(() -> assertThat(outcome("m-stumble")).isEqualTo("delivered"));
        assertThat(steps("m-stumble"))
                .filteredOn(step -> step.startsWith("call "))
                .hasSizeGreaterThan(1)
                .endsWith("call async-event 200");
    }

    @Test
    void eventsAreFoundByWhatIsKnownOfThem() {
        await().untilAsserted(() -> assertThat(found("")).contains("m-unmappable"));
        String person = Person.ofUserId("u-2").fingerprint();

        assertThat(found("person=" + person)).containsExactlyInAnyOrder("m-aside", "m-behind");
        assertThat(found("person=" + person.substring(0, 10) + "&outcome=aside&event=Poison"))
                .containsExactly("m-aside");
        assertThat(found("event=Refused&type=track&source=segment")).containsExactly("m-refused");
        assertThat(found("event=Refused&source=other")).isEmpty();
        assertThat(found("until=2020-01-01")).isEmpty();
        assertThat(found("since=2020-01-01&event=Refused")).containsExactly("m-refused");
    }

    @Test
    void pagesFollowEachOther() {
        await().untilAsserted(() -> assertThat(found("")).contains("m-unmappable"));
        List<String> all = found("limit=500&until=2099-01-01");
        List<String> paged = new ArrayList<>();
        for (JsonNode page = get("?limit=2"); ; page = get("?limit=2&before=" + page.path("next"))) {
            page.path("traces")
                    .forEach(trace -> paged.add(trace.path("messageId").asText()));
            if (page.path("next").isNull()) {
                break;
            }
        }

        assertThat(paged).doesNotHaveDuplicates().containsAll(Set.copyOf(all));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            outcome=lost      | 'outcome'
            type=tracks       | 'type'
            person=jane       | 'person' is not a fingerprint
            since=yesterday   | 'since' is no time
            event=            | 'event' is blank
            limit=0           | 'limit' is a number from 1 to 500
            userId=u-1        | 'userId' has no meaning
            """)
    void aQuestionThatIsNoneIsRefused(String parameters, String why) {
        HttpResponse<String> answer = Http.get(application.management("/actuator/traces?" + parameters));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void nothingPersonalIsInAnyAnswerOrRow() {
        track(application, "jane@example.com-1", "u-planted", "Mail to jane@example.com Refused");
        await().untilAsserted(() -> assertThat(
                        found("person=" + Person.ofUserId("u-planted").fingerprint()))
                .hasSize(1));

        String answers =
                get("?limit=500").toString() + get("/jane%40example.com-1").toString();
        assertThat(answers).contains("[e-mail]").doesNotContain("jane", "u-planted", "u-1\"");
        await().untilAsserted(() -> assertThat(rows()).contains("[e-mail]", "m-refused"));
        assertThat(rows()).doesNotContain("jane", "u-planted", "'u-1'");
    }

    private static String rows() {
        return application
                .bean(JdbcClient.class)
                .sql("SELECT * FROM traces")
                .query()
                .listOfRows()
                .toString();
    }
}
