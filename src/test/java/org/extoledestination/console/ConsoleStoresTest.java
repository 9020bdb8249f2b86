package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.event.Person;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Audiences, parameters, suppressions, refused messages and imports in the console, over HTTP. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class ConsoleStoresTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;
    private static Visitor viewer;
    private static Visitor operator;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.of(Visitor.user(0, "viewer", "viewer"), Visitor.user(1, "operator", "operator"), new String[] {
                            "mapping.public-parameters=write"
                        })
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        viewer = new Visitor(application).signedIn("viewer");
        operator = new Visitor(application).signedIn("operator");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    /** {@code count} identities enter an audience or leave it. */
    static void audience(Application application, String key, boolean isIn, int from, int count) {
        String batch = IntStream.range(from, from + count)
                .mapToObj(i -> """
                        {"type": "identify", "userId": "zenobia-%d", "messageId": "%s-%s-%d", "traits": {"%s": %s},
                         "context": {"personas": {"computation_class": "audience", "computation_key": "%s"}}}\
                        """.formatted(i, key, isIn, i, key, isIn, key))
                .collect(Collectors.joining(","));
        assertThat(application.post("/v1/batch", "{\"batch\": [" + batch + "]}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAudienceIsCountedAndItsInitialSyncFollowedWithoutNamingAnybody() {
        for (int from = 0; from < 1_200; from += 400) {
            audience(application, "vip_buyers", true, from, 400);
        }
        audience(application, "loyal", true, 0, 3);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(row(viewer.get("/console/audiences"), "loyal"))
                        .contains("entered</span> 3", "left</span> 0"));
        audience(application, "loyal", false, 0, 1);

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            String page = viewer.get("/console/audiences").body();
            assertThat(page)
                    .contains("1 under way", "Time left:", "only Segment knows", "hx-trigger=\"every 5s\"")
                    .doesNotContain("zenobia");
            assertThat(row(page, "vip_buyers")).contains("runs");
            assertThat(row(page, "loyal")).contains("left</span> 1");
        });
        JsonNode listing = Http.json(application.management("/actuator/audiences"));
        assertThat(listing.at("/running/0/audience").asText()).isEqualTo("vip_buyers");
        assertThat(listing.at("/running/0/entries").asInt()).isBetween(1_000, 1_200);
    }

    private static String row(HttpResponse<String> page, String word) {
        return row(page.body(), word);
    }

    /** The rows of a table in which a word stands. */
    private static String row(String page, String word) {
        return Stream.of(page.split("</tr>"))
                .filter(each -> each.contains("<code>" + word + "</code>"))
                .map(each -> each.replaceAll("\\s+", " "))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aParameterThatCannotBeWrittenStandsWithItsReasonAndItsLastEvent() {
        assertThat(viewer.get("/console/parameters").body()).contains("mapping.public-parameters: write");
        application.post("/v1/identify", """
                {"userId": "zenobia-p", "messageId": "m-parameter", "traits": {"..": "x", "city": "Planted"}}\
                """);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(row(viewer.get("/console/parameters"), ".."))
                        .contains("invalid_name", "/console/find/m-parameter"));
        assertThat(viewer.get("/console/parameters").body())
                .contains("Given up", "drop")
                .doesNotContain("zenobia", "Planted");
        assertThat(Http.json(application.management("/actuator/parameters"))
                        .at("/counts/refused")
                        .asInt())
                .isPositive();
    }

    @Test
    void whoIsTypedInIsSuppressedAndPassesAgainAndStandsNowhere(CapturedOutput output) {
        String fingerprint = Person.ofEmail("zq@planted.example").fingerprint();
        HttpResponse<String> typed = operator.post(
                "/console/suppressions", Map.of("kind", "email", "who", " Zq@Planted.example", "action", "add"));
        String address = location(typed);
        assertThat(address).isEqualTo("/console/suppressions/confirm?action=add&person=" + fingerprint);
        String question = operator.get(address).body();
        assertThat(question)
                .contains("Suppress this person?", fingerprint.substring(0, 12))
                .doesNotContain("zq@");
        assertThat(viewer.get("/console/suppressions").body()).contains("Nobody is suppressed");

        HttpResponse<String> done = operator.post("/console/suppressions/add", Map.of("person", fingerprint));

        String page = operator.get(location(done)).body();
        assertThat(page)
                .contains("Suppressed from now on.", fingerprint.substring(0, 12))
                .doesNotContain(fingerprint, "zq@");
        assertThat(viewer.get("/console/suppressions").body())
                .contains(fingerprint.substring(0, 12))
                .doesNotContain("action=remove", "name=\"who\"");
        assertThat(operator.get(address).body())
                .contains("suppressed already")
                .doesNotContain("<button class=\"danger\"");
        application.post("/v1/track", """
                {"anonymousId": "a-1", "messageId": "m-kept", "event": "Seen",
                 "context": {"traits": {"email": "zq@planted.example"}}}\
                """);
        await().untilAsserted(() ->
                assertThat(viewer.get("/console/find?messageId=m-kept").body()).contains("suppressed"));

        String remove = "/console/suppressions/confirm?action=remove&person=" + fingerprint.substring(0, 12);
        assertThat(page).contains(remove.replace("&", "&amp;"));
        assertThat(operator.get(remove).body()).contains("pass again?", "value=\"" + fingerprint + '"');
        assertThat(location(operator.post("/console/suppressions/remove", Map.of("person", fingerprint))))
                .endsWith("done=remove&changed=true");
        assertThat(viewer.get("/console/suppressions").body()).contains("Nobody is suppressed");

        assertThat(output)
                .contains("action=POST /console/suppressions/add", "who=user:operator")
                .doesNotContainIgnoringCase("zq@planted");
        await().untilAsserted(() -> assertThat(
                        operator.get("/console/audit?action=suppressions").body())
                .contains("POST /console/suppressions/remove", "person=" + fingerprint.substring(0, 8))
                .doesNotContainIgnoringCase("zq@planted"));
    }

    @Test
    void whatIsNobodyIsNotSuppressed() {
        for (Map<String, String> wrong : List.of(
                Map.of("kind", "email", "who", "zenobia", "action", "add"),
                Map.of("kind", "userId", "who", " ", "action", "add"),
                Map.of("kind", "", "who", "zenobia", "action", "add"),
                Map.of("kind", "userId", "who", "zenobia", "action", "erase"))) {
            HttpResponse<String> answer = operator.post("/console/suppressions", wrong);
            assertThat(answer.statusCode()).as("%s", wrong).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("zenobia");
        }
        assertThat(operator.post("/console/suppressions/add", Map.of("person", "zenobia"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(operator.get("/console/suppressions/confirm?action=remove&person=0123456789ab")
                        .body())
                .contains("not suppressed");
    }

    static void send(Application application, String... texts) {
        try (Connection connection =
                        application.bean(ActiveMQConnectionFactory.class).createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            for (String text : texts) {
                session.createProducer(session.createQueue("segment.events")).send(session.createTextMessage(text));
            }
            session.commit();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode refused(String query) {
        return Http.json(application.management("/actuator/refused" + query));
    }

    @Test
    void refusedMessagesAreListedOpenedReplayedAndDiscarded(CapturedOutput output) {
        send(application, "no JSON of Zenobia", "[1, 2]", """
                {"type": "track", "userId": "zenobia-1", "properties": {"note": "for Zenobia", "total": 7}}\
                """);
        await().until(() -> refused("").path("total").asInt() == 4);
        String code = refused("").at("/refused/0/code").asText();
        assertThat(refused("?code=no_such_code").path("refused")).isEmpty();

        String page = viewer.get("/console/refused").body();
        assertThat(page)
                .contains("segment.events", "/console/refused?code=" + code, "4 messages")
                .doesNotContain("enobia", "name=\"action\"", "type=\"checkbox\"");
        long event = refused("?code=event_not_defined").at("/refused/0/id").asLong();
        String opened = viewer.get("/console/refused/" + event).body();
        assertThat(opened)
                .contains("event_not_defined", "\"total\" : 7", "characters)")
                .doesNotContain("enobia");
        assertThat(output).contains("action=GET /console/refused/" + event);

        // Found by its reason, as many as were counted, up to the newest at the time of the question.
        String question = operator.get("/console/refused/confirm?action=discard&code=bad_request")
                .body();
        assertThat(question).containsPattern("Discard [23] refused messages\\?").contains("code=bad_request&amp;upTo=");
        long bad = refused("?code=bad_request").path("refused").size();
        String upTo = "upTo=" + refused("?code=bad_request").at("/refused/0/id").asText();
        assertThat(operator.post("/console/refused/discard?code=bad_request&" + upTo, Map.of("most", "1"))
                        .body())
                .contains("more than 1. Nothing was done");
        assertThat(refused("").path("total").asInt()).isEqualTo(4);
        HttpResponse<String> discarded =
                operator.post("/console/refused/discard?code=bad_request&" + upTo, Map.of("most", "" + bad));
        assertThat(operator.get(location(discarded)).body()).contains(bad + " messages are removed.");
        assertThat(refused("").path("total").asInt()).isEqualTo(4 - (int) bad);

        // What is wrong still, comes back under another number.
        HttpResponse<String> replayed =
                operator.post("/console/refused/replay?id=" + event, Map.of("most", "1", "source", ""));
        assertThat(operator.get(location(replayed)).body()).contains("1 messages are on their queue again.");
        await().until(() ->
                refused("?code=event_not_defined").at("/refused/0/id").asLong() > event);
        assertThat(output).containsPattern("action=POST /console/refused/replay.*messages=1.*who=user:operator");
        assertThat(operator.get("/console/refused/confirm?marked=true&action=discard")
                        .statusCode())
                .isEqualTo(400);
        assertThat(operator.get("/console/refused?raeson=x").statusCode()).isEqualTo(400);
        assertThat(operator.get("/console/refused/confirm?action=discard&id=" + event)
                        .body())
                .contains("None is left");
    }

    /** Its tree would take many times its size. */
    @Test
    void aRefusedMessageThatIsTooLargeForAPageIsNotRead() {
        send(application, "[" + "1,".repeat(600_000) + "1]");
        await().until(() -> refused("").at("/refused/0/bytes").asLong() > 1_000_000);
        long id = refused("").at("/refused/0/id").asLong();

        String opened = viewer.get("/console/refused/" + id).body();

        assertThat(opened).contains("too large for a page", "refused show").doesNotContain("1,1,1");
        operator.post("/console/refused/discard?id=" + id, Map.of("most", "1"));
        await().until(() -> refused("").at("/refused/0/id").asLong() != id);
    }

    private static String chunk(String id, int read, int position, boolean ended, String events) {
        return """
                {"run": "%s", "read": %d, "refused": 0, "position": %d, "size": 1000, "ended": %s, "events": "%s"}\
                """.formatted(id, read, position, ended, events.replace("\"", "\\\""));
    }

    private static void bring(String body) {
        assertThat(Http.post(application.management("/actuator/import"), "", body)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anImportIsFollowedByWhatItsChunksSay() {
        assertThat(viewer.get("/console/imports").body()).contains("The command <code>import FILE</code>");
        String event =
                "{\"type\": \"track\", \"event\": \"Seen\", \"userId\": \"zenobia-i\", \"messageId\": \"import-1\","
                        + " \"timestamp\": \"2026-11-01T10:00:00Z\"}";
        bring(chunk("run-1", 0, 250, false, event + "\\n" + "no JSON"));

        String page = viewer.get("/console/imports").body().replaceAll("\\s+", " ");
        assertThat(page)
                .contains("running", "25 %", "done</span> 2", "taken</span> 1", "refused</span> 1", "every 5s")
                .doesNotContain("zenobia");

        bring(chunk("run-1", 2, 1_000, true, "").replace("\"refused\": 0", "\"refused\": 1"));
        assertThat(viewer.get("/console/imports").body().replaceAll("\\s+", " "))
                .contains("finished", "100 %", "done</span> 2", "refused</span> 1")
                .doesNotContain("every 5s");
        assertThat(Http.json(application.management("/actuator/import"))
                        .at("/imports/0/state")
                        .asText())
                .isEqualTo("finished");
        assertThat(Http.post(
                                application.management("/actuator/import"),
                                "",
                                chunk("zq@planted.example", 0, 0, true, ""))
                        .statusCode())
                .isEqualTo(400);
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        URI there = URI.create(answer.headers().firstValue("Location").orElseThrow());
        return there.getRawPath() + '?' + there.getRawQuery();
    }
}
