package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dead letters that are delivered after all. */
@Tag("slow")
class ReplayTest {

    private static final Letters letters = new Letters(ReplayTest::management);

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
        application = launch(Path.of("config/mappings"));
    }

    private static Application launch(Path mappings) {
        return Application.start(
                sandbox.uri(),
                dataDir,
                "mapping.folder=" + mappings,
                "delivery.hold-after=1s",
                "delivery.give-up-after=1h");
    }

    private static URI management(String path) {
        return application.management(path);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        letters.post("discard", "all", "true", "most", "1000000", "note", "left by another test");
    }

    @Test
    void whenTheMappingIsMendedEachLetterIsDeliveredOnceInTheOrderOfItsPersonWhileLaterEventsPass(@TempDir Path folder)
            throws Exception {
        Path mappings = Letters.brokenMappings(folder.resolve("mappings"));
        application.close();
        application = launch(mappings);
        List<String> people = List.of(person + "-a", person + "-b", person + "-c");
        List<String> dead = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            for (String one : people) {
                dead.add(track(one, "Step"));
            }
        }
        await().until(() -> letters.total("") == dead.size());
        application.close();
        Letters.mend(mappings);
        application = launch(mappings);

        long asked = letters.replay("reason=unmappable", "rate", "0");
        List<String> later = people.stream().map(one -> track(one, "Later")).toList();

        assertThat(asked).isEqualTo(dead.size());
        await().until(() -> delivered().containsAll(dead) && delivered().containsAll(later));
        for (int i = 0; i < people.size(); i++) {
            int one = i;
            List<String> own = IntStream.range(0, 8)
                    .mapToObj(step -> dead.get(step * people.size() + one))
                    .toList();
            assertThat(delivered().stream().filter(own::contains)).containsExactlyElementsOf(own);
        }
        assertThat(delivered()).doesNotHaveDuplicates();
        await().until(() -> letters.total("") == 0);
    }

    @Test
    void lettersThatAreReplayedWhileExtoleIsAwayArriveOnceAfterwards() {
        List<String> dead = refused(3);
        extole.fault("{\"path\": \"/v6\", \"status\": 503}");

        letters.replay("person=" + fingerprint(dead.get(0)), "rate", "0");

        await().until(() -> letters.list("").stream()
                .allMatch(letter -> letter.path("state").asText().equals("replaying")));
        assertThat(delivered()).isEmpty();
        extole.mend();
        await().until(() -> delivered().containsAll(dead));
        assertThat(delivered()).containsExactlyElementsOf(dead);
        await().until(() -> letters.total("") == 0);
    }

    @Test
    void aLetterThatFailsAgainIsALetterStillWithTheNewReason() {
        String dead = refused(1).get(0);
        JsonNode before = letters.of(dead);
        extole.fault("{\"match\": \"Poison\", \"status\": 422, \"code\": \"other_reason\"}");

        letters.replay("id=" + before.path("id"));

        await().until(() -> letters.of(dead).path("code").asText().equals("other_reason"));
        await().until(() -> letters.of(dead).path("replays").asInt() == 1);
        JsonNode after = letters.of(dead);
        assertThat(after.path("id")).isEqualTo(before.path("id"));
        assertThat(after.path("since")).isEqualTo(before.path("since"));
        assertThat(after.path("state").asText()).isEqualTo("dead");
        assertThat(after.path("lastReplay").isTextual()).isTrue();
    }

    @Test
    void aLetterForWhichExtoleFailsAloneWaitsAsideAndIsDoneWithAfterwards() {
        String dead = refused(1).get(0);
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");

        letters.replay("id=" + letters.id(dead));
        await().until(() -> held() == 1);
        String later = track(person, "Later");
        await().until(() -> held() == 2);
        extole.mend();

        await().until(() -> delivered().contains(later));
        assertThat(delivered()).containsExactly(dead, later);
        await().until(() -> letters.total("") == 0);
    }

    @Test
    void twoReplaysOfTheSameLettersAtOnceSendThemOnce() {
        List<String> dead = refused(20);

        List<Long> asked = Stream.of(1, 2, 3)
                .map(any -> CompletableFuture.supplyAsync(() -> letters.replay("", "all", "true", "rate", "0")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(asked.stream().mapToLong(Long::longValue).sum()).isEqualTo(dead.size());
        await().until(() -> letters.total("") == 0);
        assertThat(delivered()).containsExactlyElementsOf(dead);
    }

    @Test
    void aLetterThatIsAskedForAgainWhileItIsOnItsWayIsSentOnce() {
        String dead = refused(1).get(0);
        extole.fault("{\"path\": \"/v6\", \"status\": 503}");
        long id = letters.id(dead);
        letters.replay("id=" + id);
        await().until(() -> letters.of(dead).path("state").asText().equals("replaying"));

        assertThat(letters.replay("id=" + id)).isZero();
        assertThat(letters.replay("id=" + id, "again", "true")).isEqualTo(1);
        await().until(() -> letters.of(dead).path("replays").asInt() == 2);
        extole.mend();
        String later = track(person, "Later");

        await().until(() -> delivered().contains(later));
        assertThat(delivered()).containsExactly(dead, later);
        await().until(() -> letters.total("") == 0);
    }

    @Test
    void aReplayKeepsToItsRate() {
        List<String> dead = refused(20);

        letters.replay("", "all", "true", "rate", "10");

        await().until(() -> delivered().containsAll(dead));
        List<Instant> times = extole.events().stream()
                .map(event -> Instant.parse(event.path("received_at").asText()))
                .toList();
        assertThat(Duration.between(times.get(0), times.get(times.size() - 1)))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    @Test
    void aReplayThatIsStoppedLeavesTheOthersWhereTheyAre() {
        List<String> dead = refused(20);
        letters.replay("", "all", "true", "rate", "1");
        await().until(() -> !delivered().isEmpty());

        long stopped = letters.act("stop").path("letters").asLong();

        assertThat(stopped).isBetween(1L, 19L);
        await().until(() -> letters.total("") == stopped);
        assertThat(letters.list(""))
                .allMatch(letter -> letter.path("state").asText().equals("dead"));
        assertThat(delivered()).hasSize(dead.size() - (int) stopped);
    }

    @Test
    void aLetterWhoseSenderSendsItAgainIsDoneWithWhenItIsDelivered() {
        String dead = refused(1).get(0);

        track(person, "Poison", dead);

        await().until(() -> delivered().contains(dead));
        await().until(() -> letters.total("") == 0);
    }

    @Test
    void whatWasAskedForOutlastsARestart() {
        List<String> dead = refused(15);
        letters.replay("", "all", "true", "rate", "5");

        application.close();
        application = launch(Path.of("config/mappings"));

        await().atMost(Duration.ofSeconds(60)).until(() -> delivered().containsAll(dead));
        assertThat(delivered()).containsExactlyElementsOf(dead);
        await().until(() -> letters.total("") == 0);
    }

    @Test
    void aReplayOfAPersonWhoIsSuppressedMeanwhileLeavesTheListAlsoAfterARestart() {
        refused(2);
        assertThat(Http.post(management("/actuator/delivery/pause"), "", "{\"reason\": \"test\"}")
                        .statusCode())
                .isEqualTo(200);
        letters.replay("", "all", "true");
        await().until(() -> letters.list("").stream()
                .allMatch(letter -> letter.path("state").asText().equals("replaying")));
        application.close();
        application = launch(Path.of("config/mappings"));
        String suppressed = "/actuator/suppressions/" + Person.ofUserId(person).fingerprint();
        assertThat(Http.post(management(suppressed), "", "{}").statusCode()).isEqualTo(200);

        assertThat(Http.post(management("/actuator/delivery/resume"), "", "{}").statusCode())
                .isEqualTo(200);

        await().until(() -> letters.total("") == 0);
        // The first may have been under way when its person was suppressed.
        assertThat(delivered()).hasSizeLessThan(2);
        Http.delete(management(suppressed));
    }

    @Test
    void aDryRunTellsHowManyAndDoesNothing() {
        refused(3);

        assertThat(letters.replay("code=event_blocked", "dryRun", "true")).isEqualTo(3);
        assertThat(letters.act("discard?code=event_blocked", "dryRun", "true", "note", "n")
                        .path("letters")
                        .asInt())
                .isEqualTo(3);
        assertThat(letters.list(""))
                .allMatch(letter -> letter.path("state").asText().equals("dead"));
    }

    @Test
    void anEditedEventIsSentInPlaceOfTheOldOne() {
        String dead = refused(1).get(0);

        JsonNode edited = letters.act("edit?id=" + letters.id(dead), "event", """
                {"type": "track", "userId": "%s", "event": "Mended", "properties": {"total": 1.10}}""".formatted(person));

        assertThat(edited.path("otherPerson").asBoolean()).isFalse();
        await().until(() -> delivered().contains(dead));
        assertThat(extole.events().get(0).path("event_name").asText()).isEqualTo("Mended");
        assertThat(extole.requests())
                .anyMatch(request -> request.path("body").asText().contains("\"total\":1.10"));
        await().until(() -> letters.total("") == 0);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "track"                                                            | is not JSON
            {"type": "track", "userId": "PERSON"}                                        | without 'event'
            {"type": "track", "event": "Mended"}                                         | names nobody
            {"type": "track", "userId": "PERSON", "event": "M", "messageId": "other"}    | another messageId
            {"type": "track", "userId": "PERSON", "event": "M", "timestamp": "03/02/2020"} | has a 'timestamp' that is no time
            {"type": "identify", "userId": "PERSON"}                                     | must stay 'track'
            {"type": "delete", "userId": "PERSON"}                                       | must stay 'track'
            {"type": "track", "userId": "somebody-else", "event": "M"}                   | another person's
            {"type": "track", "userId": "PERSON", "event": "Order Completed", "properties": {"total": "much"}} | bad_value
            {"type": "track", "userId": "PERSON", "event": "M", "integrations": {"All": false}} | keeps the event from
            """)
    void anEditThatWillNotDoIsRefusedWithTheReasonAndChangesNothing(String event, String reason) {
        String dead = refused(1).get(0);
        JsonNode before = letters.of(dead);

        HttpResponse<String> answer =
                letters.post("edit?id=" + before.path("id"), "event", event.replace("PERSON", person));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer.body()).path("message").asText())
                .contains(reason)
                .doesNotContain(person);
        assertThat(letters.of(dead)).isEqualTo(before);
    }

    @Test
    void anEditThatMakesItAnotherPersonsHasToBeMeant() {
        String dead = refused(1).get(0);
        String before = letters.of(dead).path("person").asText();
        extole.fault("{\"match\": \"Mended\", \"status\": 400, \"code\": \"event_blocked\"}");

        JsonNode edited =
                letters.act("edit?id=" + letters.id(dead), "otherPerson", "true", "event", """
                {"type": "track", "userId": "%s-other", "event": "Mended"}""".formatted(person));

        assertThat(edited.path("otherPerson").asBoolean()).isTrue();
        await().until(() -> letters.of(dead).path("event").asText().equals("Mended"));
        assertThat(letters.of(dead).path("person").asText()).isNotEqualTo(before);
    }

    @Test
    void aLetterThatIsOnItsWayIsNotEdited() {
        String dead = refused(1).get(0);
        extole.fault("{\"path\": \"/v6\", \"status\": 503}");
        letters.replay("id=" + letters.id(dead));
        await().until(() -> letters.of(dead).path("state").asText().equals("replaying"));

        HttpResponse<String> answer = letters.post("edit?id=" + letters.id(dead), "event", """
                {"type": "track", "userId": "%s", "event": "Mended"}""".formatted(person));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("on its way to Extole");
        extole.mend();
        await().until(() -> letters.total("") == 0);
    }

    /** Dead letters of this person, in their order; what made them so is gone when this returns. */
    private List<String> refused(int count) {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> track(person, "Poison")).toList();
        await().until(() -> letters.total("") == count);
        extole.mend();
        return ids;
    }

    private static String fingerprint(String messageId) {
        return letters.of(messageId).path("person").asText();
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
        return (long) Double.parseDouble(Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_held_events"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow());
    }
}
