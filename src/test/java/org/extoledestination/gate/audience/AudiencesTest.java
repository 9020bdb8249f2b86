package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/** What Engage says of a person, twice and late, and what Extole hears of it. */
@Tag("slow")
class AudiencesTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String id = UUID.randomUUID().toString();
    private final String user = "u-" + id;
    private final String email = id + "@example.com";
    private final String key = "vip_" + id;
    private int second = 10;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = launch();
    }

    private static Application launch() {
        return Application.start(
                sandbox.uri(), dataDir, "ingest.sources[0].subscription-keys=hook", "delivery.hold-after=300ms");
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
    void whoEntersAndLeavesIsToldToExtoleWithTrueAndFalse() {
        identify("true", "");
        identify("false", "");

        assertThat(told(2)).containsExactly("true", "false");
        await().until(() -> counted("left") == 1);
        assertThat(counted("entered")).isEqualTo(1);
    }

    @Test
    void whatIsRepeatedOrLateIsDroppedAndNeverADeadLetter() {
        int before = application.deadLetters().size();
        identify("true", "");
        identify("true", "");
        at(5, () -> identify("false", ""));
        at(5, () -> identify("true", ""));

        assertThat(toldAtLast()).containsExactly("true");
        assertThat(counted("entered")).isEqualTo(1);
        assertThat(counted("repeated")).isEqualTo(1);
        assertThat(counted("stale")).isEqualTo(2);
        assertThat(application.deadLetters()).hasSize(before);
    }

    @Test
    void aRepeatSaysThatTheStateHeldUntilThenSoWhatLiesBetweenIsStale() {
        at(10, () -> identify("true", ""));
        at(20, () -> identify("true", ""));
        at(15, () -> identify("false", ""));

        assertThat(toldAtLast()).containsExactly("true");
    }

    @Test
    void ofEqualTimesTheLaterArrivalWins() {
        at(10, () -> identify("true", ""));
        at(10, () -> identify("false", ""));
        at(10, () -> identify("true", ""));

        assertThat(told(3)).containsExactly("true", "false", "true");
    }

    @Test
    void anEnrichmentThatChangesIsNews() {
        identify("true", ", \"plan\": \"gold\"");
        identify("true", ", \"plan\": \"gold\"");
        identify("true", ", \"plan\": \"silver\"");

        assertThat(toldAtLast()).hasSize(2);
        assertThat(extole.eachEvents("/data/plan")).startsWith("gold", "silver");
    }

    @Test
    void everyIdentifierOfAPersonIsToldForItself() {
        at(10, () -> identify("true", ", \"email\": \"%s\"".formatted(email)));
        at(9, () -> identify("true", ", \"email\": \"second-%s\"".formatted(email)));
        at(8, () -> identify("true", ""));
        at(12, () -> identify("true", ", \"email\": \"second-%s\"".formatted(email)));
        at(12, () -> identify("true", ", \"email\": \"%s\"".formatted(email)));

        assertThat(toldAtLast()).hasSize(3);
        assertThat(extole.eachEvents("/data/email").subList(0, 3)).containsExactly(email, "second-" + email, "");
    }

    @Test
    void theTrackFormIsToldBesideTheIdentifyForm() {
        at(5, () -> identify("true", ""));
        at(5, () -> track("Audience Entered", "audience", "true", ""));
        at(6, () -> track("Audience Exited", "audience", "false", ""));
        at(5, () -> track("Audience Entered", "audience", "true", ""));
        at(6, () -> identify("false", ""));

        assertThat(toldAtLast()).containsExactly("true", "true", "false", "false");
        assertThat(extole.eachEvents("/event_name"))
                .startsWith("identify", "Audience Entered", "Audience Exited", "identify");
    }

    @Test
    void aJourneyIsToldOnceForEachStepAndRun() {
        String run = ", \"journey_metadata\": {\"epoch_id\": \"%s\"}";
        track("Step reached", "journey_step", "null", run.formatted("1"));
        track("Step reached", "journey_step", "null", run.formatted("1"));
        at(3, () -> track("Step reached", "journey_step", "null", run.formatted("2")));

        assertThat(toldAtLast()).hasSize(2);
        assertThat(counted("entered")).isEqualTo(2);
        assertThat(counted("repeated")).isEqualTo(1);
    }

    /** Segment says nothing when a run of a classic journey ends. */
    @Test
    void eachRunOfAClassicJourneyIsToldOnceAndWhatItsStepSaysGoesOutAsItIs() {
        String journey = "j_o_" + key;
        String first = run(journey, 10, "\"true\"");
        run(journey, 10, "\"true\"");
        send(runJson(journey, 10, "\"true\"", first));
        run(journey, 40, "\"true\"");
        call("track", "Step reached", "journey_step", "\"gold\"", "");

        assertThat(toldAtLast()).endsWith("gold");
        assertThat(extole.eachEvents("/data/" + journey)).startsWith("true", "true", "");
    }

    private String run(String journey, int at, String value) {
        String messageId = UUID.randomUUID().toString();
        send(runJson(journey, at, value, messageId));
        return messageId;
    }

    private String runJson(String journey, int at, String value, String messageId) {
        second = at;
        return json("identify", "", "audience", value, "", messageId).replace(key, journey);
    }

    /** Back in by the first identifiers, as it was before; without the exit in between that is a repeat. */
    @Test
    void theLastWordIsTheSameWhicheverIdentifiersACallHas() {
        at(10, () -> identify("true", ", \"email\": \"%s\"".formatted(email)));
        at(20, () -> identify("false", ""));
        at(15, () -> identify("true", ", \"email\": \"second-%s\"".formatted(email)));
        at(30, () -> identify("true", ", \"email\": \"%s\"".formatted(email)));
        assertThat(told(3)).containsExactly("true", "false", "true");

        await().until(() -> states() == 2);
        at(25, () -> onlyEmail(email));
        at(25, () -> identify("false", ""));
        at(40, () -> identify("false", ""));

        assertThat(toldAtLast()).startsWith("true", "false", "true").endsWith("false");
        assertThat(counted("stale")).isEqualTo(2);
    }

    /** One by user id, one by the address alone: they stand in two lines, and leave at once. */
    @Test
    void theLastWordOfTwoThatLeaveAtOnceUnderOneAddressIsTheLaterOne() {
        int pairs = 30;
        delivery("pause");
        for (int i = 0; i < pairs; i++) {
            String address = ", \"email\": \"" + i + '-' + email + '"';
            String in = json(
                    "identify",
                    "",
                    "audience",
                    "true",
                    address,
                    UUID.randomUUID().toString());
            String out = json(
                    "identify",
                    "",
                    "audience",
                    "false",
                    address,
                    UUID.randomUUID().toString());
            second = 10;
            send(in.replace(user, user + i));
            send(out.replace("\"userId\": \"" + user + "\",", ""));
        }

        delivery("resume");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> counted("entered") + counted("left") + counted("stale") == 2 * pairs);
        Map<String, String> last = new HashMap<>();
        events().forEach(event -> last.put(
                event.at("/data/email").asText(), event.at("/data/" + key).asText()));
        assertThat(last)
                .hasSize(pairs)
                .allSatisfy((address, value) -> assertThat(value).isEqualTo("false"));
    }

    private static void delivery(String action) {
        assertThat(Http.post(application.management("/actuator/delivery/" + action), "", "{\"reason\": \"test\"}")
                        .statusCode())
                .isLessThan(300);
    }

    @Test
    void aTraitIsToldWhenItChangesAndNullRemovesIt() {
        call("identify", "", "trait", "4", "");
        call("identify", "", "trait", "4", "");
        call("identify", "", "trait", "null", "");
        call("identify", "", "trait", "null", "");

        assertThat(toldAtLast()).containsExactly("4", "null");
        assertThat(counted("trait")).isEqualTo(2);
        assertThat(counted("repeated")).isEqualTo(2);
    }

    @Test
    void withoutContextPersonasATraitIsATraitHoweverOftenItComes() {
        for (int i = 0; i < 2; i++) {
            send("{\"type\": \"identify\", \"userId\": \"%s\", \"traits\": {\"%s\": true}}".formatted(user, key));
        }

        assertThat(told(2)).containsExactly("true", "true");
        assertThat(states()).isZero();
    }

    @Test
    void whatExtoleKnowsIsRememberedOverARestart() {
        identify("true", "");
        assertThat(told(1)).hasSize(1);

        application.close();
        application = launch();
        identify("true", "");
        at(5, () -> identify("false", ""));
        identify("false", "");

        assertThat(toldAtLast()).containsExactly("true", "false");
    }

    @Test
    void whatExtoleRefusesIsNotTakenForTold() {
        extole.fault("{\"match\": \"%s\", \"status\": 400, \"code\": \"event_blocked\"}".formatted(key));
        int before = application.deadLetters().size();
        identify("true", "");
        await().until(() -> application.deadLetters().size() == before + 1);
        assertThat(states()).isZero();

        extole.mend();
        identify("true", "");

        assertThat(toldAtLast()).containsExactly("true");
        assertThat(counted("entered")).isEqualTo(1);
        assertThat(counted("repeated")).isZero();
    }

    @Test
    void whatIsTriedAgainIsToldOnceAndCountedOnce() {
        extole.fault("{\"match\": \"%s\", \"next\": 3, \"status\": 503}".formatted(key));
        identify("true", "");
        identify("true", "");

        assertThat(toldAtLast()).containsExactly("true");
        assertThat(counted("entered")).isEqualTo(1);
        assertThat(counted("repeated")).isEqualTo(1);
    }

    @Test
    void whatNoMappingSendsIsNotTakenForTold(@TempDir Path folder) throws IOException {
        Path mappings = Files.createDirectory(folder.resolve("mappings"));
        Files.copy(Path.of("config/mappings/track.yaml"), mappings.resolve("track.yaml"));
        application.close();
        application = Application.start(sandbox.uri(), dataDir, "mapping.folder=" + mappings);
        identify("true", "");
        assertThat(toldAtLast()).isEmpty();
        assertThat(states()).isZero();

        application.close();
        application = launch();
        identify("true", "");

        assertThat(toldAtLast()).containsExactly("true");
    }

    @Test
    void whatWaitsAsideIsNotTakenForTold() {
        extole.fault("{\"match\": \"%s\", \"status\": 500, \"code\": \"software_error\"}".formatted(key));
        identify("true", "");
        await().until(() -> held() == 1);
        identify("true", "");
        await().until(() -> held() == 2);
        assertThat(states()).isZero();

        extole.mend();

        assertThat(toldAtLast()).containsExactly("true");
        assertThat(states()).isEqualTo(1);
        assertThat(counted("repeated")).isEqualTo(1);
    }

    @Test
    void aRepeatByMessageIdStaysADuplicate() {
        String messageId = identify("true", "");
        identify("false", "");
        second--;
        send(json("identify", "", "audience", "true", "", messageId));

        assertThat(toldAtLast()).containsExactly("true", "false");
        assertThat(counted("stale") + counted("repeated")).isZero();
    }

    @Test
    void anErasureForgetsEveryIdentityOfThePerson() {
        identify("true", "");
        identify("true", ", \"email\": \"%s\"".formatted(email));
        identify("true", ", \"email\": \"second-%s\"".formatted(email));
        told(3);
        onlyEmail(email);
        onlyEmail("second-" + email);
        told(5);
        await().until(() -> states() == 5);

        Http.post(application.ingest("/segment"), "hook", """
                {"type": "delete", "userId": "%s", "traits": {"email": "%s"}}""".formatted(user, email));

        await().until(() -> states() == 0);
        send(json("identify", "", "audience", "true", "", UUID.randomUUID().toString())
                .replaceFirst("\"timestamp\": \"[^\"]*\",", ""));
        assertThat(told(6)).hasSize(6);
    }

    @Test
    void anErasureByUserIdForgetsTheAddressesThatWereSeenWithIt() {
        identify("true", ", \"email\": \"%s\"".formatted(email));
        told(1);
        onlyEmail(email);
        told(2);

        Http.post(application.ingest("/segment"), "hook", "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(user));

        await().until(() -> states() == 0);
    }

    @Test
    void theTableNamesNobody() {
        identify("true", ", \"email\": \"%s\"".formatted(email));
        told(1);
        await().until(() -> states() == 1);

        assertThat(database()
                        .sql("SELECT * FROM audience_states WHERE audience = :key")
                        .param("key", key)
                        .query()
                        .singleRow()
                        .toString())
                .contains(
                        Person.ofUserId(user).fingerprint(),
                        Person.ofEmail(email).fingerprint())
                .doesNotContain(user)
                .doesNotContain(email);
    }

    @Test
    void anInitialSyncShows() {
        int members = InitialSyncs.STARTS_AT + 100;
        for (int from = 0; from < members; from += 100) {
            String batch = IntStream.range(from, from + 100)
                    .mapToObj(i -> json(
                                    "identify",
                                    "",
                                    "audience",
                                    "true",
                                    "",
                                    UUID.randomUUID().toString())
                            .replace(user, user + "-" + i))
                    .collect(Collectors.joining(", "));
            application.post("/v1/batch", "{\"batch\": [" + batch + "]}");
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> gauge("extole_destination_audience_syncs") >= 1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gauge("extole_destination_audience_sync_entries") >= members);
    }

    private String identify(String value, String enrichment) {
        return call("identify", "", "audience", value, enrichment);
    }

    private void track(String name, String computationClass, String value, String properties) {
        call("track", name, computationClass, value, properties);
    }

    private void onlyEmail(String address) {
        send(json(
                        "identify",
                        "",
                        "audience",
                        "true",
                        ", \"email\": \"" + address + '"',
                        UUID.randomUUID().toString())
                .replace("\"userId\": \"" + user + "\",", ""));
    }

    /** Says something of the person, a second after the last time; returns its message id. */
    private String call(String type, String name, String computationClass, String value, String more) {
        String messageId = UUID.randomUUID().toString();
        send(json(type, name, computationClass, value, more, messageId));
        return messageId;
    }

    private String json(
            String type, String name, String computationClass, String value, String more, String messageId) {
        return """
                {"type": "%s", "event": "%s", "userId": "%s", "messageId": "%s",
                 "timestamp": "2026-11-23T10:00:%02dZ", "%s": {"%s": %s%s},
                 "context": {"personas": {"computation_class": "%s", "computation_key": "%s"}}}
                """.formatted(
                        type,
                        name,
                        user,
                        messageId,
                        second++,
                        type.equals("identify") ? "traits" : "properties",
                        key,
                        value,
                        more,
                        computationClass,
                        key);
    }

    private void at(int seconds, Runnable call) {
        int before = second;
        second = seconds;
        call.run();
        second = Math.max(before, seconds + 1);
    }

    private static void send(String event) {
        assertThat(application.post("/v1/batch", "{\"batch\": [" + event + "]}").statusCode())
                .isEqualTo(200);
    }

    /** The values of the audience or trait that Extole was told, when it was told so many. */
    private List<String> told(int times) {
        await().untilAsserted(() -> assertThat(events()).hasSizeGreaterThanOrEqualTo(times));
        return values();
    }

    /** The same when everything that was sent has been decided: an ordinary event of the person comes behind it. */
    private List<String> toldAtLast() {
        String last = UUID.randomUUID().toString();
        send("{\"type\": \"track\", \"userId\": \"%s\", \"event\": \"Last\", \"messageId\": \"%s\"}"
                .formatted(user, last));
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(last));
        return values();
    }

    private List<String> values() {
        return events().stream().map(event -> event.at("/data/" + key).asText()).toList();
    }

    private static List<JsonNode> events() {
        return extole.events().stream()
                .filter(event -> !event.path("event_name").asText().equals("Last"))
                .toList();
    }

    private double counted(String outcome) {
        return metric("extole_destination_audience_total", "audience=\"" + key + '"', "outcome=\"" + outcome + '"');
    }

    private static double gauge(String name) {
        return metric(name + "{");
    }

    private static double metric(String name, String... labels) {
        URI prometheus = application.management("/actuator/prometheus");
        return Http.get(prometheus)
                .body()
                .lines()
                .filter(line ->
                        line.startsWith(name) && List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static double held() {
        return gauge("extole_destination_held_events");
    }

    private int states() {
        return database()
                .sql("SELECT count(*) FROM audience_states WHERE audience = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    private static JdbcClient database() {
        return application.bean(JdbcClient.class);
    }
}
