package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.extoledestination.event.Person;
import org.extoledestination.gate.idempotent.DeliveredIds;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of dead letters, who finds which, and what becomes of those that nobody wants. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class DeadLettersTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;
    private static Letters letters;

    private final String person = "u-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), dataDir, "dead-letter.keep=90d");
        letters = new Letters(application::management);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        database().sql("DELETE FROM dead_letters").update();
    }

    @Test
    void everyFilterFindsItsLettersAndNoOthers() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        String refused = track(person, "Poison");
        await().until(() -> letters.total("") == 1);
        String unmappable = track(person + "-2", "Order Completed");
        await().until(() -> letters.total("") == 2);
        long first = letters.id(refused);
        String since = letters.of(unmappable).path("since").asText();
        database()
                .sql("UPDATE dead_letters SET since = since - INTERVAL '1' DAY WHERE id = :id")
                .param("id", first)
                .update();
        String fingerprint = Person.ofUserId(person).fingerprint();

        assertThat(letters.messageIds("")).containsExactly(unmappable, refused);
        assertThat(letters.messageIds("&reason=refused")).containsExactly(refused);
        assertThat(letters.messageIds("&reason=refused&reason=unmappable")).hasSize(2);
        assertThat(letters.messageIds("&code=event_blocked")).containsExactly(refused);
        assertThat(letters.messageIds("&code=value_too_long")).containsExactly(unmappable);
        assertThat(letters.messageIds("&type=identify")).isEmpty();
        assertThat(letters.messageIds("&type=track")).hasSize(2);
        assertThat(letters.messageIds("&event=Order+Completed")).containsExactly(unmappable);
        assertThat(letters.messageIds("&source=segment")).hasSize(2);
        assertThat(letters.messageIds("&person=" + fingerprint)).containsExactly(refused);
        assertThat(letters.messageIds("&person=" + fingerprint.substring(0, 12)))
                .containsExactly(refused);
        assertThat(letters.messageIds("&messageId=" + unmappable)).containsExactly(unmappable);
        assertThat(letters.messageIds("&id=" + first)).containsExactly(refused);
        assertThat(letters.messageIds("&id=" + first + ",999999")).containsExactly(refused);
        assertThat(letters.messageIds("&since=" + since)).containsExactly(unmappable);
        assertThat(letters.messageIds("&until=" + since)).containsExactly(refused);
        assertThat(letters.messageIds("&discarded=true")).isEmpty();
        assertThat(letters.messageIds("&reason=refused&code=value_too_long")).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            GET  | ?raeson=refused          | 'raeson' has no meaning in the address
            GET  | ?person=ada@example.com  | not a fingerprint
            GET  | ?since=yesterday         | 'since' is no time
            GET  | ?id=one                  | 'id' is not a whole number
            GET  | ?limit=0                 | 'limit' is a number from 1
            GET  | ?limit=many              | 'limit' is not a whole number
            GET  | /count?by=person         | nothing to count by
            GET  | /7777777                 | There is no dead letter 7777777
            GET  | /everything              | There is no 'everything' here
            POST | /replay                  | or say that all are meant
            POST | /discard?all=true        | 'note' is missing
            POST | /replay?all=true         | Say by 'most' how many
            POST | /replay?reason=refused   | Say by 'most' how many
            POST | /replay?upTo=7&again=true | Say by 'most' how many
            POST | /replay?discarded=true&all=true | Say by 'most' how many
            POST | /discard?all=true&note=n | Say by 'most' how many
            POST | /discard?person=01234567&note=n | Say by 'most' how many
            POST | /replay?raeson=refused   | 'raeson' has no meaning in the address
            GET  | ?reason=refuse           | 'reason' has no 'refuse'. Known: refused,
            GET  | ?type=trac               | 'type' has no 'trac'. Known: identify,
            GET  | ?source=other            | There is no source 'other'
            GET  | ?event=                  | 'event' is blank
            POST | /discard?all=true&discarded=true&note=n | discarded already
            POST | /replay?reason=refused&most=many | 'most' is not a whole number
            POST | /restore                 | or say that all are meant
            POST | /restore?all=true        | Say by 'most' how many
            GET  | ?batch=last              | 'batch' is not a whole number
            POST | /edit?reason=refused     | for one dead letter
            POST | /edit?id=1&reason=refused | for one dead letter
            POST | /import                  | 'letters' is missing
            POST | /import?reason=refused&letters=x | takes no filter
            POST | /bury                    | There is no 'bury' here
            """)
    void whatIsNotUnderstoodIsRefusedAndNotPassedOver(String method, String path, String message) {
        String answer = method.equals("GET")
                ? Http.get(application.management("/actuator/deadletters" + path))
                        .body()
                : (path.startsWith("/edit")
                                ? letters.post(path.substring(1), "event", "{}")
                                : letters.post(path.substring(1)))
                        .body();

        assertThat(Http.json(answer).path("message").asText()).contains(message).doesNotContain("ada@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replay?all=true&most=5",
                "replay?reason=refused&dryRun=true",
                "replay?all=true&after=7",
                "replay?id=7,8",
                "discard?messageId=m-7&note=n",
                "stop",
                "stop?reason=refused"
            })
    void whatIsCountedNamedContinuedOrStoppedIsDone(String action) {
        assertThat(letters.act(action).path("letters").asInt()).isZero();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "replay,  event",
        "discard, event",
        "stop,    event",
        "replay,  code",
        "discard, upTo",
        "discard, evnt",
        "replay,  note",
        "discard, rate",
        "edit,    reason",
        "import,  source"
    })
    void whatStandsInABodyAndMeansNothingThereIsRefused(String action, String name) {
        HttpResponse<String> answer =
                letters.post(action + "?reason=refused", name, "x", action.equals("discard") ? "note" : "all", "true");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer.body()).path("message").asText())
                .startsWith("'")
                .contains("in the body");
    }

    @Test
    void pagesLeadThroughAllLetters() {
        for (int i = 0; i < 5; i++) {
            track(person, "Order Completed");
        }
        await().until(() -> letters.total("") == 5);

        JsonNode first = letters.get("?limit=3");
        JsonNode second = letters.get("?limit=3&before=" + first.path("next"));

        assertThat(first.path("total").asInt()).isEqualTo(5);
        assertThat(first.path("deadLetters")).hasSize(3);
        assertThat(second.path("deadLetters")).hasSize(2);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(letters.get("?limit=5").findValuesAsText("messageId"))
                .hasSize(5)
                .startsWith(first.findValuesAsText("messageId").toArray(String[]::new))
                .endsWith(second.findValuesAsText("messageId").toArray(String[]::new));
    }

    @Test
    void countsTellWhatIsTheMatterTheMostFrequentFirst() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        track(person, "Order Completed");
        track(person, "Poison");
        track(person, "Poison");
        await().until(() -> letters.total("") == 3);

        assertThat(letters.get("/count?by=code").path("groups").toString())
                .isEqualTo("[{\"value\":\"event_blocked\",\"count\":2},{\"value\":\"value_too_long\",\"count\":1}]");
        assertThat(letters.get("/count?by=event&reason=unmappable")
                        .path("groups")
                        .findValuesAsText("value"))
                .containsExactly("Order Completed");
        assertThat(letters.get("/count").path("by").asText()).isEqualTo("reason");
    }

    @Test
    void oneLetterIsShownWithItsEventAndWhatWouldBeSentForItNow() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        String refused = track(person, "Poison");
        String unmappable = track(person, "Order Completed");
        await().until(() -> letters.total("") == 2);

        String masked = letters.get("/" + letters.id(refused)).toString();
        JsonNode sent = letters.get("/" + letters.id(refused) + "?unmask=ticket%204711");
        JsonNode stuck = letters.get("/" + letters.id(unmappable));

        assertThat(masked).doesNotContain(person).contains("\"masked\":true", "Poison");
        assertThat(Http.json(sent.path("event").asText()).path("userId").asText())
                .isEqualTo(person);
        assertThat(Http.json(sent.at("/refused/body").asText())
                        .path("event_name")
                        .asText())
                .isEqualTo("Poison");
        assertThat(sent.path("changes")).isEmpty();
        assertThat(sent.path("changes").isArray()).isTrue();
        assertThat(stuck.path("refused").isNull()).isTrue();
        assertThat(Http.get(application.management("/actuator/deadletters/" + letters.id(refused) + "?unmask=%20"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(sent.at("/preview/outcome").asText()).isEqualTo("sent");
        assertThat(Http.json(sent.at("/preview/requests/0/body").asText())
                        .at("/data/partner_user_id")
                        .asText())
                .isEqualTo(person);
        assertThat(stuck.at("/preview/outcome").asText()).isEqualTo("unmappable");
        assertThat(stuck.at("/preview/detail").asText()).startsWith("value_too_long: conversion.yaml");
        assertThat(letters.get("?limit=10").toString()).doesNotContain(person);
    }

    @Test
    void aDeletionIsShownAsTheErasuresThatItWouldSend() {
        extole.fault("{\"path\": \"/v4\", \"status\": 400, \"code\": \"event_blocked\"}");
        application.post("/segment", """
                {"type": "delete", "userId": "%s", "messageId": "d-1", "traits": {"email": "ada@example.com"}}""".formatted(person));
        await().until(() -> letters.total("") == 1);

        JsonNode shown = letters.get("/" + letters.id("d-1") + "?unmask=test");

        assertThat(shown.at("/preview/requests").findValuesAsText("operation")).containsExactly("erasure", "erasure");
        assertThat(shown.at("/preview/requests/1/body").asText()).contains("ada@example.com");
    }

    @Test
    void aDiscardedLetterLeavesTheListWithItsNoteAndCanBeReplayedAllTheSame() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        String refused = track(person, "Poison");
        await().until(() -> letters.total("") == 1);

        letters.act("discard?messageId=" + refused, "note", "a test of the shop's");

        assertThat(letters.total("")).isZero();
        assertThat(letters.list("&discarded=true"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.path("note").asText()).isEqualTo("a test of the shop's"));
        assertThat(letters.replay("", "all", "true")).isZero();

        track(person, "Poison", refused);
        await().until(() -> extole.requests().size() == 2);
        assertThat(letters.of(refused).path("state").asText()).isEqualTo("discarded");

        extole.mend();
        assertThat(letters.replay("discarded=true", "all", "true")).isEqualTo(1);
        await().until(() -> extole.events().size() == 1);
        await().until(() -> letters.total("&discarded=true") + letters.total("") == 0);
    }

    @Test
    void aDeletionRequestRemovesDiscardedLettersAndThoseThatWaitForTheirReplayToo() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        String discarded = track(person, "Poison");
        String other = track(person + "-other", "Poison");
        track(person, "Poison");
        await().until(() -> letters.total("") == 3);
        letters.act("discard?messageId=" + discarded, "note", "n");

        application.post("/segment", "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(person));

        await().until(() -> letters.total("") == 1);
        assertThat(letters.messageIds("")).containsExactly(other);
        assertThat(letters.total("&discarded=true")).isZero();
    }

    @Test
    void aLetterWhoseEventExtoleHasIsSettledWhereverItWasDelivered() {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        String elsewhere = track(person, "Poison");
        String here = track(person, "Poison");
        await().until(() -> letters.total("") == 2);
        application.bean(DeliveredIds.class).add("segment:" + elsewhere);

        application.bean(DeadLetterCleaning.class).settleReplays();
        assertThat(letters.total("")).isEqualTo(2);
        application.bean(DeadLetterCleaning.class).settleAll();

        assertThat(letters.messageIds("")).containsExactly(here);
    }

    @Test
    void aDiscardedLetterCountsForNothingIsRemovedWithItsPersonAndDeletedAfterItsTime() {
        String discarded = track(person, "Order Completed");
        String old = track(person + "-old", "Order Completed");
        await().until(() -> letters.total("") == 2);
        JsonNode done = letters.act("discard?all=true&most=2", "note", "n");
        assertThat(done.path("letters").asInt()).isEqualTo(2);
        assertThat(letters.total("")).isZero();
        assertThat(letters.get("/count").path("total").asInt()).isZero();
        String inBatch = "&batch=" + done.path("batch").asText();
        assertThat(letters.total(inBatch)).isEqualTo(2);

        database()
                .sql("UPDATE dead_letters SET state_since = state_since - INTERVAL '4' DAY WHERE message_id = :id")
                .param("id", old)
                .update();
        application.bean(DeadLetterCleaning.class).forgetOld();
        assertThat(letters.messageIds(inBatch)).containsExactly(discarded);

        application.post("/segment", """
                {"type": "delete", "userId": "%s", "messageId": "d-%s"}""".formatted(person, person));
        await().until(() -> letters.total(inBatch) == 0);
        assertThat(letters.act("restore?all=true&most=2").path("letters").asInt())
                .isZero();
    }

    @Test
    void lettersInWhichNothingHasChangedForLongAreForgotten(CapturedOutput output) {
        String old = track(person, "Order Completed");
        String discarded = track(person, "Order Completed");
        String replaying = track(person, "Order Completed");
        String young = track(person, "Order Completed");
        await().until(() -> letters.total("") == 4);
        letters.act("discard?messageId=" + discarded, "note", "n");
        database()
                .sql("UPDATE dead_letters SET state = 'replaying' WHERE message_id = :id")
                .param("id", replaying)
                .update();
        database()
                .sql("UPDATE dead_letters SET state_since = state_since - INTERVAL '91' DAY WHERE message_id <> :id")
                .param("id", young)
                .update();

        application.bean(DeadLetterCleaning.class).forgetOld();

        assertThat(letters.messageIds(""))
                .containsExactlyInAnyOrder(replaying, young)
                .doesNotContain(old);
        assertThat(letters.total("&discarded=true")).isZero();
        assertThat(output)
                .contains("1 dead letters in which nothing has changed for PT2160H are gone")
                .contains("1 dead letters that were discarded PT72H ago are deleted");
    }

    @Test
    void theFirstOfAKindIsSaidAndCountedAndThousandsMakeNotThousandsOfLines(CapturedOutput output) {
        application.bean(DeadLetterCleaning.class).summarize();
        double before = firsts();
        for (int i = 0; i < 25; i++) {
            track(person, "Order Completed");
        }
        await().until(() -> letters.total("") == 25);
        // A letter is counted after it can be seen. What is of the same person comes after both.
        String next = track(person, "Signed Up");
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(next));

        application.bean(DeadLetterCleaning.class).summarize();

        String log = output.toString();
        assertThat(log.split("First dead letter of its kind: unmappable \\(value_too_long\\) 'Order Completed'", -1))
                .hasSize(2);
        assertThat(log.split("Kept in dead letters", -1)).hasSize(11);
        assertThat(log)
                .contains(" 15 more dead letters within a minute: unmappable (value_too_long) 'Order Completed'");
        assertThat(log).doesNotContain(person);
        assertThat(firsts()).isEqualTo(before + 1);
    }

    private static double firsts() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_dead_letter_kind_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void lettersGoFromOneInstanceToAnotherAndBackUnchanged(@TempDir Path folder) {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        application.post("/v1/track", """
                {"userId": "%s", "messageId": "big", "event": "Poison",
                 "properties": {"exact": 12345678901234567890.10, "text": "ü \\u2028 \\"quoted\\""}}""".formatted(person));
        String discarded = track(person, "Poison");
        await().until(() -> letters.total("") == 2);
        letters.act("discard?messageId=" + discarded, "note", "why not");
        List<String> lines = lines("");
        List<String> discardedLines = lines("&discarded=true");

        try (ApplicationProcess other = new ApplicationProcess(sandbox.uri(), folder)) {
            Letters there = new Letters(other::management);
            String all = String.join("\n", lines) + "\n" + String.join("\n", discardedLines) + "\nno letter\n{}";

            JsonNode dry = there.act("import", "letters", all, "dryRun", "true");
            JsonNode first = there.act("import", "letters", all);
            JsonNode second = there.act("import", "letters", all);

            assertThat(dry).isEqualTo(first);
            assertThat(first.path("added").asInt()).isEqualTo(2);
            assertThat(first.path("refused").findValuesAsText("code")).containsExactly("not_json", "not_a_letter");
            assertThat(second.path("added").asInt()).isZero();
            assertThat(second.path("known").asInt()).isEqualTo(2);
            assertThat(there.of("big").path("since"))
                    .isEqualTo(letters.of("big").path("since"));
            assertThat(there.of("big").path("detail"))
                    .isEqualTo(letters.of("big").path("detail"));
            assertThat(there.of(discarded).path("note").asText()).isEqualTo("why not");
            assertThat(there.get("/export").path("lines").get(0).asText())
                    .contains("12345678901234567890.10")
                    .isEqualTo(lines.get(0).replaceFirst("\"stateSince\":\"[^\"]*\"", stateSince(there)));
            extole.mend();
            there.replay("", "all", "true");
            await().until(() -> extole.eachEvents("/data/segment_message_id").contains("big"));
        }
    }

    private static String stateSince(Letters there) {
        return "\"stateSince\":\"" + there.of("big").path("stateSince").asText() + '"';
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            "source":"segment"       | "source":"another"        | unknown_source
            "messageId":"m-imp","type" | "messageId":"other","type" | not_a_letter
            "reason":"unmappable"    | "reason":"bad luck"       | not_a_letter
            "userId":                | "userId ":                | no_user_anon_id
            """)
    void aLetterThatIsNotSoundIsNotImported(String part, String other, String code) {
        track(person, "Order Completed", "m-imp");
        await().until(() -> letters.total("") == 1);
        String line = lines("").get(0);
        assertThat(line).contains(part);
        database().sql("DELETE FROM dead_letters").update();

        JsonNode result = letters.act("import", "letters", line.replace(part, other));

        assertThat(result.path("refused").findValuesAsText("code")).containsExactly(code);
        assertThat(result.toString()).doesNotContain(person);
        assertThat(letters.total("")).isZero();
    }

    /** What ended the process must not do it again because somebody looks at it. */
    @Test
    void anEventThatWasSetAsideIsNeitherTriedNorReplayedAsItIsByAnEdit() {
        track(person, "Order Completed", "m-aside");
        await().until(() -> letters.total("") == 1);
        String line = lines("").get(0);
        database().sql("DELETE FROM dead_letters").update();
        letters.act("import", "letters", line.replace("\"reason\":\"unmappable\"", "\"reason\":\"set-aside\""));
        String id = String.valueOf(letters.id("m-aside"));
        String event = letters.get("/" + id + "?unmask=why").path("event").asText();

        HttpResponse<String> unchanged = letters.post("edit?id=" + id, "event", event);
        JsonNode edited = letters.act(
                "edit?id=" + id,
                "event",
                event.replaceAll("\"order_id\":\"[^\"]*\"", "\"order_id\":\"o-1\""),
                "dryRun",
                "true");

        assertThat(unchanged.statusCode()).isEqualTo(400);
        assertThat(unchanged.body()).contains("unchanged", "abrupt ends");
        assertThat(edited.at("/preview/outcome").asText()).isEqualTo("sent");
        assertThat(edited.path("changes").isNull()).isTrue();
    }

    private static List<String> lines(String parameters) {
        return java.util.stream.StreamSupport.stream(
                        letters.get("/export?limit=500" + parameters)
                                .path("lines")
                                .spliterator(),
                        false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JdbcClient database() {
        return application.bean(JdbcClient.class);
    }

    private static String track(String person, String event) {
        return track(person, event, UUID.randomUUID() + "-" + Instant.now().toEpochMilli());
    }

    /** An order among them has a number that is longer than Extole takes. */
    private static String track(String person, String event, String id) {
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "%s", "messageId": "%s", "event": "%s", "properties": {"order_id": "%s"}}""".formatted(person, id, event, "9".repeat(39)))
                        .statusCode())
                .isEqualTo(200);
        return id;
    }
}
