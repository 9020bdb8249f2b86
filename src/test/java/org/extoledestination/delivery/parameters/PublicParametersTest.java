package org.extoledestination.delivery.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxChange;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Traits become PUBLIC parameters through the Persons API, whatever that API does. */
@Tag("slow")
class PublicParametersTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String person = "u-" + UUID.randomUUID();
    private final String email = person + "@example.com";
    private double refusedBefore;

    @BeforeAll
    static void start() {
        // Extole's own page: traits that nothing maps are ignored. So what a person has came through the Persons API.
        sandbox = Sandbox.start(SandboxChange.with("publicTraits", false, "requestsPerMinute", 0));
        extole = new SandboxView(sandbox.uri());
        application = launch();
    }

    private static Application launch() {
        return Application.start(
                sandbox.uri(),
                dataDir,
                "mapping.public-parameters=write",
                "delivery.give-up-after=8s",
                "delivery.metered-calls-per-minute=10000",
                "camel.component.http.response-timeout=1000");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        refusedBefore = counted("refused");
    }

    @AfterEach
    void nothingIsLeftOver() {
        extole.mend();
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        await().until(() -> deliveryHealth().equals("UP"));
    }

    @Test
    void traitsThatNoMappingSpellsOutArePublicParametersOfThePerson() {
        identify("""
                "email": "%s", "firstName": "Ada", "plan": "gold", "seats": 3, "price": 42.50, "flags": [1, "b"],
                "address": {"city": "Lyon"}""".formatted(email));

        await().until(() -> parameter("address_city").equals("Lyon"));
        assertThat(parameters().toString()).isEqualTo("""
                {"plan":{"value":"gold","scope":"PUBLIC"},"seats":{"value":3,"scope":"PUBLIC"},\
                "price":{"value":42.5,"scope":"PUBLIC"},"flags":{"value":[1,"b"],"scope":"PUBLIC"},\
                "address_city":{"value":"Lyon","scope":"PUBLIC"}}""");
        assertThat(bodies("POST", "/data")).contains("{\"name\":\"price\",\"value\":42.50,\"scope\":\"PUBLIC\"}");
    }

    @Test
    void aChangedValueReplacesTheOldOneAndTheOthersAreLeftAlone() {
        identify("\"email\": \"%s\", \"plan\": \"gold\", \"seats\": 3, \"price\": 1.5".formatted(email));
        await().until(() -> parameters().size() == 3);

        identify("\"email\": \"%s\", \"plan\": \"silver\", \"seats\": 3, \"price\": 1.50".formatted(email));

        await().until(() -> parameter("plan").equals("silver"));
        await().until(() -> waiting() == 0);
        assertThat(counted("unchanged")).isGreaterThanOrEqualTo(2);
        assertThat(paths("PUT")).hasSize(1).allMatch(path -> path.endsWith("/data/plan"));
        assertThat(bodies("PUT", "/plan")).containsExactly("{\"value\":\"silver\",\"scope\":\"PUBLIC\"}");
        assertThat(paths("POST").stream().filter(path -> path.endsWith("/data")))
                .hasSize(3);
    }

    /** By the time at which it became so: an import, a replay or a retry brings old news late. */
    @Test
    void whatIsOlderThanWhatExtoleHasChangesNothingAndItsOtherTraitsAreWritten() {
        identifyAt("10:00", person, "\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));
        await().until(() -> parameter("plan").equals("gold"));
        await().until(() -> waiting() == 0);

        identifyAt("09:00", person, "\"email\": \"%s\", \"plan\": \"old\", \"seats\": 3".formatted(email));
        identifyAt("09:30", "other-" + person, "\"email\": \"%s\", \"plan\": null".formatted(email));

        await().until(() -> parameter("seats").equals("3"));
        await().until(() -> waiting() == 0);
        assertThat(parameter("plan")).isEqualTo("gold");
        assertThat(counted("stale")).isEqualTo(2);
        identifyAt("10:30", person, "\"email\": \"%s\", \"plan\": null".formatted(email));
        await().until(() -> parameters().size() == 1);
        assertThat(extole.events()).hasSize(4);
        // Extole may write what an event brings, as its sandbox does: so the event does not bring it either.
        assertThat(extole.events().stream().map(event -> event.path("data")))
                .extracting(data -> data.path("plan").toString())
                .containsExactly("\"gold\"", "", "", "null");
        identifyAt("10:15", person, "\"plan\": \"late\", \"seats\": 4");
        await().until(() -> extole.events().size() == 5);
        assertThat(extole.events().get(4).path("data").has("plan")).isFalse();
        assertThat(extole.events().get(4).at("/data/seats").asInt()).isEqualTo(4);
    }

    private static void identifyAt(String time, String userId, String traits) {
        application.post(
                "/v1/identify",
                "{\"userId\": \"%s\", \"timestamp\": \"2026-11-23T%s:00Z\", \"traits\": {%s}}"
                        .formatted(userId, time, traits));
    }

    @Test
    void aValueThatIsNotPublicAtExtoleBecomesPublic() {
        identify("\"email\": \"%s\"".formatted(email));
        await().until(() -> extole.persons().size() == 1);
        String id = extole.persons().get(0).path("person_id").asText();
        extolePost("/v5/persons/" + id + "/data", "{\"name\": \"plan\", \"value\": \"gold\"}");

        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));

        await().until(() -> parameters().at("/plan/scope").asText().equals("PUBLIC"));
    }

    @Test
    void aTraitThatIsRemovedIsRemovedAtExtoleAndOneThatIsNotThereIsNoError() {
        identify("\"email\": \"%s\", \"plan\": \"gold\", \"seats\": 3".formatted(email));
        await().until(() -> parameters().size() == 2);

        identify("\"email\": \"%s\", \"plan\": null, \"never\": null".formatted(email));

        await().until(() -> parameters().size() == 1);
        await().until(() -> waiting() == 0);
        assertThat(paths("DELETE")).hasSize(1);
        assertThat(counted("refused")).isEqualTo(refusedBefore);
    }

    @Test
    void namesWithBlanksSlashesAndLettersOfAnyScriptReachExtoleAsTheyAre() {
        List<String> names = List.of("a b", "a/b", "a%41", "a+b&c=d?e#f", "größe", "名前", "a;b", "a:b");
        for (String value : List.of("one", "two")) {
            identify("\"email\": \"%s\", ".formatted(email)
                    + String.join(
                            ", ",
                            names.stream()
                                    .map(n -> "\"" + n + "\": \"" + value + "\"")
                                    .toList()));
            await().until(() -> names.stream().allMatch(name -> parameter(name).equals(value)));
        }
        assertThat(paths("PUT")).hasSize(names.size());

        identify("\"email\": \"%s\", ".formatted(email)
                + String.join(
                        ", ", names.stream().map(n -> "\"" + n + "\": null").toList()));
        await().until(() -> parameters().isEmpty());
        assertThat(counted("refused")).isEqualTo(refusedBefore);
    }

    @ParameterizedTest
    @ValueSource(strings = {"o'neill+a%41@example.com", "ünï@example.com", "a&b=c#d@example.com"})
    void aPersonIsFoundByAnEMailOfAnyCharacters(String odd) {
        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(odd));

        await().until(() -> parameter("plan").equals("gold"));
        assertThat(extole.persons()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a:b/c %41&d=e+é"})
    void aPersonWithoutEMailIsFoundByTheUserId(String odd) {
        application.post("/v1/identify", """
                {"userId": "%s", "traits": {"plan": "gold"}}""".formatted(person + odd));

        await().until(() -> parameter("plan").equals("gold"));
        assertThat(paths("POST")).doesNotContain("/v5/persons");
    }

    @Test
    void theNewestValueOfEachNameIsAllThatIsWrittenOfABacklog() {
        extole.fault("{\"path\": \"/v5/persons\", \"status\": 503}");
        for (int i = 0; i < 20; i++) {
            identify("\"email\": \"%s\", \"visits\": %d, \"trait%d\": true".formatted(email, i, i % 4));
        }
        await().until(() -> extole.events().size() == 20 && isQueueEmpty());
        assertThat(waiting()).isEqualTo(5);
        extole.mend();

        await().until(() -> waiting() == 0);
        assertThat(parameter("visits")).isEqualTo("19");
        assertThat(bodies("POST", "/data")).hasSize(5);
        assertThat(paths("PUT")).isEmpty();
    }

    @Test
    void eventsGoOnAtFullSpeedWhileThePersonsApiHangs() {
        extole.fault("{\"path\": \"/v5/persons\", \"action\": \"hang\"}");

        Instant begin = Instant.now();
        IntStream.range(0, 60).forEach(i -> application.post("/v1/identify", """
                {"userId": "%s-%d", "traits": {"email": "%d%s", "plan": "gold"}}""".formatted(person, i, i, email)));

        await().until(() -> extole.events().size() == 60);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(15));
        await().until(() -> waiting() == 60);
        extole.mend();
        await().atMost(Duration.ofSeconds(60)).until(() -> waiting() == 0);
        assertThat(extole.persons())
                .hasSize(60)
                .allMatch(each -> each.at("/parameters/plan/value").asText().equals("gold"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"path\": \"/v5/persons\", \"next\": 4, \"status\": 429, \"code\": \"too_many_requests\"}",
                "{\"path\": \"/v5/persons\", \"next\": 4, \"status\": 500, \"code\": \"software_error\"}",
                "{\"path\": \"/v5/persons\", \"every\": 4, \"status\": 503, \"body\": \"<html>\"}",
                "{\"path\": \"/v5/persons\", \"next\": 3, \"action\": \"reset\"}",
                "{\"path\": \"/v5/persons\", \"next\": 2, \"action\": \"hang\"}",
                "{\"path\": \"/v5/persons\", \"next\": 3, \"action\": \"malformed\"}",
                "{\"path\": \"/v5/persons\", \"next\": 3, \"action\": \"process-then-answer\", \"status\": 502}"
            })
    void whatFailsForExtolesReasonsIsTriedAgainAndArrives(String fault) {
        extole.fault(fault);

        identify("\"email\": \"%s\", \"plan\": \"gold\", \"seats\": 3".formatted(email));

        await().atMost(Duration.ofSeconds(30)).until(() -> parameters().size() == 2);
        assertThat(extole.events()).hasSize(1);
        assertThat(application.deadLetters()).isEmpty();
    }

    @Test
    void nobodyIsAskedForAgainBeforeExtoleSaysSo() {
        extole.fault("{\"path\": \"/v5/persons\", \"next\": 1, \"status\": 429, \"retryAfter\": \"3\"}");

        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));
        identify(person + "-other", "\"email\": \"other-%s\", \"plan\": \"gold\"".formatted(email));

        await().until(() -> waiting() == 0);
        List<Instant> calls = extole.requests().stream()
                .filter(request -> request.path("path").asText().startsWith("/v5/persons"))
                .map(request -> Instant.parse(request.path("received_at").asText()))
                .toList();
        assertThat(Duration.between(calls.get(0), calls.get(1))).isGreaterThan(Duration.ofMillis(2_900));
    }

    @Test
    void aFaultInOurSetUpIsShownAndNothingIsLostAndEventsPass() {
        extole.fault("{\"path\": \"/v5/persons\", \"status\": 403, \"code\": \"access_denied\"}");

        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));

        await().until(() -> deliveryHealth().equals("DOWN"));
        assertThat(application.health("delivery").path("details").path("action").asText())
                .contains("EXTOLE_API_KEY");
        identify("\"email\": \"%s\", \"plan\": \"silver\"".formatted(email));
        await().until(() -> extole.events().size() == 2);
        // Longer than what is given up if it fails alone.
        Instant past = Instant.now().plus(Duration.ofSeconds(9));
        await().until(() -> Instant.now().isAfter(past));
        assertThat(waiting()).isEqualTo(1);

        extole.mend();

        await().until(() -> parameter("plan").equals("silver"));
    }

    @Test
    void aValueThatExtoleRefusesIsShownByNameAndTheOthersAreWritten() {
        identify("\"email\": \"%s\", \"essay\": \"%s\", \"plan\": \"gold\", \"%s\": 1, \"..\": 2"
                .formatted(email, "x".repeat(3_000), "n".repeat(300)));

        await().until(() -> parameter("plan").equals("gold"));
        await().until(() -> waiting() == 0);
        assertThat(refused())
                .contains(
                        "essay: data_value_length_out_of_range",
                        "(a name not shown): data_name_length_out_of_range",
                        "..: invalid_name");
        assertThat(Http.get(application.management("/actuator/parameters")).body())
                .doesNotContain(person)
                .doesNotContain("xxx");
    }

    @Test
    void aNameThatBreaksTheAddressIsRefusedAloneAndIsNoFaultInOurSetUp() {
        identify("\"email\": \"%s\", \"a/b\": 1, \"plan\": \"gold\"".formatted(email));
        await().until(() -> parameters().size() == 2);
        extole.fault("{\"path\": \"/v5/persons/%s/data/a\", \"status\": 404, \"code\": \"method_not_found\"}"
                .formatted(extole.persons().get(0).path("person_id").asText()));

        identify("\"email\": \"%s\", \"a/b\": 2, \"plan\": \"silver\"".formatted(email));

        await().until(() -> parameter("plan").equals("silver"));
        await().until(() -> waiting() == 0);
        assertThat(refused()).contains("a/b: method_not_found");
    }

    @Test
    void aPersonWhomExtoleNeverKnowsIsGivenUpAndThatIsShown() {
        // The event is answered, and nothing comes of it.
        extole.fault("{\"path\": \"/v6\", \"next\": 1, \"status\": 200, \"body\": \"{\\\"event_id\\\":\\\"1\\\"}\"}");

        application.post("/v1/identify", """
                {"userId": "%s", "traits": {"lost": "gold"}}""".formatted(person));

        await().atMost(Duration.ofSeconds(30)).until(() -> refused().contains("lost: person_not_found"));
        assertThat(extole.persons()).isEmpty();
        assertThat(waiting()).isZero();
    }

    /** As three processes leave it that ended while this person was in hand. */
    @Test
    void aPersonWhoWasInHandAtThreeAbruptEndsIsGivenUpBeforeAnythingIsMadeOfIt() {
        extole.fault("{\"path\": \"/v5/persons\", \"status\": 503}");
        identify("\"email\": \"%s\", \"deadly\": \"gold\"".formatted(email));
        await().until(() -> waiting() == 1);
        decide("pause", "{\"reason\": \"to look\"}");
        // An attempt may be under way.
        await().during(Duration.ofSeconds(2))
                .until(() -> application
                                .bean(JdbcClient.class)
                                .sql("UPDATE parameter_persons SET begun = 3")
                                .update()
                        > 0);
        extole.mend();
        int before = personRequests().size();

        decide("resume", "{}");

        await().atMost(Duration.ofSeconds(30)).until(() -> refused().contains("deadly: ended_the_process"));
        assertThat(personRequests()).hasSize(before);
        identify("\"plan\": \"gold\"");
        await().until(() -> parameter("plan").equals("gold"));
    }

    private static void decide(String action, String body) {
        assertThat(Http.post(application.management("/actuator/delivery/" + action), "", body)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPersonWithEMailWhomExtoleDoesNotKnowAtTheSecondLookIsMade() {
        extole.fault("{\"path\": \"/v6\", \"next\": 1, \"status\": 200, \"body\": \"{\\\"event_id\\\":\\\"1\\\"}\"}");

        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));

        await().until(() -> parameter("plan").equals("gold"));
        assertThat(extole.persons().get(0).path("email").asText()).isEqualTo(email);
        assertThat(calls()).startsWith("GET /v5/persons", "GET /v5/persons", "POST /v5/persons");
    }

    @Test
    void aPersonWhomSomebodyElseMakesMeanwhileIsFound() {
        extole.fault("{\"path\": \"/v6\", \"next\": 1, \"status\": 200, \"body\": \"{\\\"event_id\\\":\\\"1\\\"}\"}");
        // Two looks see nobody, although the person is there.
        extolePost("/v5/persons", "{\"identity_key_value\": \"%s\"}".formatted(email));
        extole.fault("{\"path\": \"/v5/persons\", \"next\": 2, \"status\": 200, \"body\": \"[]\"}");

        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));

        await().until(() -> parameter("plan").equals("gold"));
        assertThat(extole.persons()).hasSize(1);
        assertThat(calls().stream().filter("POST /v5/persons"::equals)).hasSize(2);
    }

    @Test
    void anErasureForgetsWhatWaitsByUserIdAndByEMail() {
        extole.fault("{\"path\": \"/v5/persons\", \"status\": 503}");
        identify("\"plan\": \"gold\"");
        application.post("/v1/identify", """
                {"anonymousId": "a-%s", "traits": {"email": "%s", "plan": "gold"}}""".formatted(person, email.toUpperCase(Locale.ROOT)));
        identify(person + "-other", "\"plan\": \"gold\"");
        await().until(() -> waiting() == 3);

        application.post("/segment", """
                {"type": "delete", "userId": "%s", "email": "%s"}""".formatted(person, email));

        await().until(() -> extole.erasures().size() == 2);
        assertThat(waiting()).isEqualTo(1);
        extole.mend();
        await().until(() -> waiting() == 0);
        assertThat(extole.persons()).hasSize(1);
    }

    @Test
    void whatWaitsWaitsOnAfterARestart() {
        extole.fault("{\"path\": \"/v5/persons\", \"status\": 503}");
        identify("\"email\": \"%s\", \"plan\": \"gold\"".formatted(email));
        await().until(() -> waiting() == 1);

        application.close();
        extole.mend();
        application = launch();

        await().until(() -> parameter("plan").equals("gold"));
        assertThat(extole.events()).hasSize(1);
    }

    private void identify(String traits) {
        identify(person, traits);
    }

    private static void identify(String userId, String traits) {
        int status = application
                .post("/v1/identify", "{\"userId\": \"%s\", \"traits\": {%s}}".formatted(userId, traits))
                .statusCode();
        assertThat(status).isEqualTo(200);
    }

    private static void extolePost(String path, String body) {
        var request = java.net.http.HttpRequest.newBuilder(sandbox.uri().resolve(path))
                .header("Authorization", "Bearer sandbox-api-key")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body));
        assertThat(Http.send(request.build()).statusCode()).isEqualTo(200);
    }

    /** Of the first person. */
    private static JsonNode parameters() {
        return extole.persons().stream()
                .findFirst()
                .map(each -> each.path("parameters"))
                .orElseGet(() -> Http.json("{}"));
    }

    private static String parameter(String name) {
        return parameters().path(name).path("value").asText();
    }

    private static List<String> calls() {
        return personRequests().stream()
                .map(request -> request.path("method").asText()
                        + ' '
                        + request.path("path").asText().replaceFirst("\\?.*", ""))
                .toList();
    }

    private static List<String> paths(String method) {
        return personRequests().stream()
                .filter(request -> request.path("method").asText().equals(method))
                .map(request -> request.path("path").asText())
                .toList();
    }

    private static List<String> bodies(String method, String end) {
        return personRequests().stream()
                .filter(request -> request.path("method").asText().equals(method)
                        && request.path("path").asText().endsWith(end)
                        && request.path("status").asInt() == 200)
                .map(request -> request.path("body").isTextual()
                        ? request.path("body").asText()
                        : request.path("body").toString())
                .toList();
    }

    private static List<JsonNode> personRequests() {
        return extole.requests().stream()
                .filter(request -> request.path("path").asText().startsWith("/v5/persons"))
                .toList();
    }

    /** A message is acknowledged only after what its event brings is kept. */
    private static boolean isQueueEmpty() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("extole_destination_queue_depth{") && line.endsWith(" 0.0"));
    }

    private static long waiting() {
        return Http.json(application.management("/actuator/parameters"))
                .path("waiting")
                .asLong();
    }

    private static List<String> refused() {
        List<String> all = new java.util.ArrayList<>();
        Http.json(application.management("/actuator/parameters"))
                .path("refused")
                .forEach(each -> all.add(
                        each.path("name").asText() + ": " + each.path("code").asText()));
        return all;
    }

    private static double counted(String outcome) {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_parameters_total{")
                        && line.contains("outcome=\"" + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String deliveryHealth() {
        return application.health("delivery").path("status").asText();
    }
}
