package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Route files that are edited while the application runs, one kind of edit after the other. */
@Tag("alone") // measures time
class LiveRoutesTest {

    /** {@code docs/routes.md} says 2 s for a machine with time to spare. */
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Events that wait are waited for, 5 s, before they are told to give up. */
    private static final Duration REST = Duration.ofSeconds(15);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path temp;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;
    private static Folder routes;
    private static int shipped;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        routes = new Folder(temp.resolve("routes"), Path.of("routes"));
        application = Application.start(sandbox.uri(), temp.resolve("data"), "routes.folder=" + routes.path());
        shipped = application.bean(CamelContext.class).getRoutes().size();
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void putBack() {
        extole.mend();
        routes.asShipped();
        await().until(() -> refusals().isEmpty() && isAsShipped());
        assertThat(application.health("routes").path("status").asText()).isEqualTo("UP");
    }

    private static String send(String event) {
        return send(event, "u-1");
    }

    private static String send(String event, String person) {
        String id = "r-" + NUMBER.incrementAndGet();
        assertThat(application
                        .post("/v1/track", """
                {"userId": "%s", "messageId": "%s", "event": "%s"}""".formatted(person, id, event))
                        .statusCode())
                .isEqualTo(200);
        return id;
    }

    /** What a track is called when it comes to Extole. */
    /** The first event may still go the way of the test before, and become a dead letter. */
    private static boolean isAsShipped() {
        String id = send("Song Played");
        return letter(id).isMissingNode() && nameOf(id).equals("Song Played");
    }

    private static String delivered(String event) {
        String id = send(event);
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> extole.eachEvents("/data/segment_message_id").contains(id));
        return nameOf(id);
    }

    private static String nameOf(String id) {
        return extole.events().stream()
                .filter(each -> each.at("/data/segment_message_id").asText().equals(id))
                .findFirst()
                .orElseThrow()
                .path("event_name")
                .asText();
    }

    private static List<String> refusals() {
        List<String> all = new ArrayList<>();
        application.health("routes").at("/details/refusedEdit").forEach(each -> all.add(each.asText()));
        return all;
    }

    private static int running() {
        return application.health("routes").at("/details/running").asInt();
    }

    private static void awaitRefusal(String beginning) {
        await().untilAsserted(() ->
                assertThat(refusals()).anySatisfy(each -> assertThat(each).startsWith(beginning)));
    }

    private static int status(String path) {
        return Http.post(application.ingest(path), Application.WRITE_KEY, "{\"userId\":\"u\",\"event\":\"x\"}")
                .statusCode();
    }

    @Test
    void theStepsOfAnInternalRouteAreExchanged() {
        routes.edit("31-track.camel.yaml", "- bean: { ref: mapping, method: map }", """
                - setHeader: { name: was, simple: "${body.put('event', 'Live')}" }
                        - bean: { ref: mapping, method: map }""");

        await().atMost(SOON).until(() -> delivered("Song Played").equals("Live"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "31-track | - bean: { ref: mapping, method: map } | - log: not mapped | follow the mapping",
                "31-track | - bean: { ref: mapping, method: map } | - to: direct:delivery | follow the mapping",
                "21-router | - unmarshal: | - marshal: | follow `unmarshal`"
            })
    void aLetterSaysWhereAMisplacedStepBelongs(String file, String step, String instead, String where) {
        routes.edit(file + ".camel.yaml", step, instead);
        await().untilAsserted(() -> {
            JsonNode letter = letter(send("Song Played", "u-misplaced"));
            assertThat(letter.path("reason").asText()).isEqualTo("failed");
            assertThat(letter.path("code").asText()).isEqualTo("misplaced_step");
            assertThat(letter.path("detail").asText()).contains(where).doesNotContain("u-misplaced");
        });

        routes.asShipped();
        await().until(() -> letter(send("Song Played", "u-misplaced")).isMissingNode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- setBody: { spel: '#{body.nothing.more}' } | setBody",
                "- filter: { spel: '#{body.nothing.more}', steps: [ { log: x } ] } | filter",
                "- unmarshal: { json: { library: Jackson } } | unmarshal"
            })
    void aLetterNamesTheStepThatFailed(String step, String name) {
        routes.edit("31-track.camel.yaml", "- bean: { ref: mapping, method: map }", step.replace('\'', '"'));

        await().untilAsserted(() -> assertThat(
                        letter(send("Song Played", "u-failed")).path("detail").asText())
                .startsWith("A route or this application failed on the event: 31-track.camel.yaml:8, step '" + name
                        + "' of route 'track': ")
                .doesNotContain("u-failed"));
    }

    @Test
    void aStepThatAsksAnotherSystemIsNotTakenForExtole() {
        routes.edit("31-track.camel.yaml", "- bean: { ref: mapping, method: map }", """
                - setBody: { constant: "" }
                        - to: "http://127.0.0.1:1/nobody"
                        - bean: { ref: mapping, method: map }""");

        await().untilAsserted(() -> {
            send("Song Played", "u-" + NUMBER.incrementAndGet());
            assertThat(application.health("delivery").at("/details/reason").asText())
                    .startsWith("31-track.camel.yaml:9, step 'to' of route 'track', has no answer from 127.0.0.1:1,"
                            + " which is not Extole (");
            assertThat(application.health("delivery").at("/details/action").asText())
                    .startsWith("check that 127.0.0.1:1 runs and is reached from here");
        });
    }

    /** What became of an event: its dead letter; nothing is in it if Extole got the event. */
    private static JsonNode letter(String id) {
        String path = "/actuator/deadletters?messageId=" + id;
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(id)
                || Http.json(application.management(path)).path("total").asInt() == 1);
        return Http.json(application.management(path)).at("/deadLetters/0");
    }

    @Test
    void aBranchOfDeliveryThatIsMissingPausesItAndNamesTheFile() {
        AtomicReference<String> last = new AtomicReference<>();
        routes.edit("40-delivery.camel.yaml", "== 'async-event'", "== 'async'");

        await().until(() -> {
            last.set("r-" + NUMBER.incrementAndGet());
            application.post("/v1/identify", "{\"userId\": \"u-typo\", \"messageId\": \"%s\"}".formatted(last.get()));
            return application.health("delivery").at("/details/action").asText().contains("40-delivery.camel.yaml");
        });
        routes.edit("40-delivery.camel.yaml", "== 'async'", "== 'async-event'");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> extole.eachEvents("/data/segment_message_id").contains(last.get()));
        assertThat(Http.json(application.management("/actuator/deadletters?messageId=" + last.get()))
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void anEventOfATypeWithoutABranchIsNoEventThatExtoleHas() {
        routes.edit("21-router.camel.yaml", "== 'identify'", "== 'identity'");

        await().until(() -> {
            String id = "r-" + NUMBER.incrementAndGet();
            application.post("/v1/identify", "{\"userId\": \"u-page\", \"messageId\": \"%s\"}".formatted(id));
            JsonNode letter = Http.json(application.management("/actuator/deadletters?messageId=" + id))
                    .at("/deadLetters/0");
            return letter.path("code").asText().equals("misplaced_step")
                    && letter.path("detail").asText().contains("21-router.camel.yaml");
        });
    }

    @Test
    void theStepsOfAnHttpRouteAreExchanged() {
        routes.edit(
                "10-ingest-http.camel.yaml",
                "- bean: { ref: ingestAnswers, method: accepted }",
                "- bean: { ref: ingestAnswers, method: accepted }\n        - setHeader: { name: X-Live, constant: yes }");

        await().atMost(SOON)
                .until(() -> application
                        .post("/v1/track", "{\"userId\":\"u\",\"event\":\"x\"}")
                        .headers()
                        .firstValue("X-Live")
                        .isPresent());
    }

    @Test
    void whatAnHttpRouteListensToIsExchanged() {
        routes.edit("13-ingest-pixel.camel.yaml", "platform-http:/v1/pixel", "platform-http:/v1/picture");

        await().atMost(SOON)
                .until(() -> Http.get(application.ingest("/v1/picture/track")).statusCode() == 200);
        assertThat(Http.get(application.ingest("/v1/pixel/track")).statusCode()).isIn(404, 405);
    }

    @Test
    void whatTheQueueAndTheSchedulerListenToIsExchanged() {
        double before = taken();
        routes.edit("20-queue.camel.yaml", "parallel: \"{{delivery.parallel-requests}}\"", "parallel: 3");
        await().until(() -> taken() == before + 1);
        routes.edit("46-held-release.camel.yaml", "delay: 200", "delay: 150");
        await().until(() -> taken() == before + 2);

        assertThat(delivered("Song Played")).isEqualTo("Song Played");
        assertThat(queueUri()).contains("parallel=3");
        assertThat(application
                        .bean(CamelContext.class)
                        .getRoute("held-release")
                        .getEndpoint()
                        .getEndpointUri())
                .contains("delay=150");
        assertThat(application.health("routes").path("status").asText()).isEqualTo("UP");
    }

    @Test
    void aNewFileAddsARouteAndADeletedOneRemovesIt() {
        routes.write("60-echo.camel.yaml", """
                - route:
                    id: echo
                    description: For a test.
                    from:
                      uri: platform-http:/echo
                      steps:
                        - to: direct:echo-steps
                    errorHandler: { noErrorHandler: {} }
                """);
        routes.write("61-echo-steps.camel.yaml", """
                - route:
                    id: echo-steps
                    description: For a test.
                    from:
                      uri: direct:echo-steps
                      steps:
                        - setBody: { constant: heard }
                    errorHandler: { noErrorHandler: {} }
                """);
        await().atMost(SOON).until(() -> status("/echo") == 200);
        await().until(() -> running() == shipped + 2);

        routes.delete("61-echo-steps.camel.yaml");
        awaitRefusal("60-echo.camel.yaml:7  no route begins with 'direct:echo-steps'");
        assertThat(status("/echo")).isEqualTo(200);

        routes.delete("60-echo.camel.yaml");
        await().atMost(Duration.ofSeconds(4)).until(() -> status("/echo") == 404);
        // The route is gone a moment before the edit is told to be taken.
        await().until(() -> refusals().isEmpty());
        await().until(() -> running() == shipped);
    }

    @Test
    void theErrorHandlingOfRoutesThatAreNotEditedIsExchanged() {
        routes.edit(
                "00-failures.camel.yaml",
                "            - bean: { ref: ingestAnswers, method: refused }",
                "            - bean: { ref: ingestAnswers, method: refused }\n"
                        + "            - setHeader: { name: CamelHttpResponseCode, constant: \"418\" }");
        await().atMost(SOON)
                .until(() -> application.post("/v1/track", "nothing").statusCode() == 418);

        routes.asShipped();
        await().atMost(SOON)
                .until(() -> application.post("/v1/track", "nothing").statusCode() == 400);
    }

    /** What docs/routes.md says of a file under "Change here" and no other test does; nothing as the new text deletes it. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            11-ingest-subscription.camel.yaml | uri: platform-http:/segment | uri: platform-http:/segment/events
            13-ingest-pixel.camel.yaml        | *                           |
            14-ingest-settings.camel.yaml     | *                           |
            15-refused.camel.yaml             | - doTry:                    | <cut>
            16-refused-copies.camel.yaml      | *                           |
            21-router.camel.yaml              | - description: An identify or track by which Engage tells of an audience or computed trait.<line>                              ref: isAssertion<line>                              steps:<line>                                - to: direct:audience<line> | <line>
            32-erasure.camel.yaml             | - bean: { ref: heldEvents, method: forget } | - bean: { ref: heldEvents, method: forget }<line>              - setProperty: { name: mine, constant: x }
            33-audience.camel.yaml            | - bean: { ref: audienceStates, method: record } | - setProperty: { name: mine, constant: x }<line>                              - bean: { ref: audienceStates, method: record }
            45-held.camel.yaml                | - bean: { ref: heldEvents, method: keep } | - bean: { ref: heldEvents, method: keep }<line>        - setProperty: { name: mine, constant: x }
            46-held-release.camel.yaml        | delay: 200                  | delay: 300
            46-held-person.camel.yaml         | concurrentConsumers: 16     | concurrentConsumers: 4
            48-persons.camel.yaml             | delay: 1000                 | delay: 500
            50-dead-letter.camel.yaml         | - bean: { ref: deadLetters, method: keep } | - bean: { ref: deadLetters, method: keep }<line>        - setProperty: { name: mine, constant: x }
            20-queue.camel.yaml               | "#audienceStates,#deliveredIds,#heldEvents" | "#heldEvents,#deliveredIds,#audienceStates"
            """)
    void anEditThatThePageInvitesIsTakenAndEventsGoOn(String file, String old, @Nullable String invited) {
        double before = taken();

        String text = routes.text(file);
        if (invited == null) {
            routes.delete(file);
        } else if (invited.equals("<cut>")) {
            routes.write(file, text.substring(0, text.indexOf(old)));
        } else {
            routes.edit(file, old.replace("<line>", "\n"), invited.replace("<line>", "\n"));
        }

        await().atMost(SOON).until(() -> taken() == before + 1);
        assertThat(refusals()).isEmpty();
        assertThat(delivered("Song Played")).isEqualTo("Song Played");
        if (invited != null && invited.contains("/segment/")) {
            assertThat(Http.post(application.ingest("/segment/events"), "wrong", "{}")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static double taken() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith("extole_destination_live_total") && line.contains("taken"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            an unknown step             | 31-track.camel.yaml       | - filter:                     | - fliter:                         | 31-track.camel.yaml:9
            an unknown option           | 40-delivery.camel.yaml    | throwExceptionOnFailure:      | throwExceptionOnFailur:           | 40-delivery.camel.yaml:35
            a missing bean              | 31-track.camel.yaml       | ref: mapping                  | ref: maping                       | 31-track.camel.yaml:8
            a missing predicate         | 21-router.camel.yaml      | ref: isSuppressed             | ref: isSupressed                  | 21-router.camel.yaml:20
            a wrong expression          | 31-track.camel.yaml       | ${body} != null               | ${bodyx} != null                  | 31-track.camel.yaml:11
            an id that is taken         | 31-track.camel.yaml       | id: track                     | id: identify                      | 31-track.camel.yaml:1
            a from that is taken        | 31-track.camel.yaml       | uri: direct:track             | uri: direct:identify              | 31-track.camel.yaml
            a call that nobody answers  | 31-track.camel.yaml       | to: direct:unique             | to: direct:uniqe                  | 31-track.camel.yaml:13
            an unknown error handling   | 21-router.camel.yaml      | : failures                    | : failure                         | 21-router.camel.yaml:4
            an unknown exception        | 00-failures.camel.yaml    | ThrottlerRejectedExecutionException | ThrottlerRejectedExceution  | 00-failures.camel.yaml:116
            a bean in error handling    | 00-failures.camel.yaml    | ref: patience, method: lasts  | ref: patients, method: lasts      | 00-failures.camel.yaml
            a missing setting           | 20-queue.camel.yaml       | {{delivery.parallel-requests}} | {{delivery.parallel-request}}     | 20-queue.camel.yaml
            a sender to listen to       | 46-held-release.camel.yaml | scheduler:held-release       | http://127.0.0.1/x                | 46-held-release.camel.yaml
            a tab                       | 31-track.camel.yaml       | id: track                     | <tab>id: track                       | 31-track.camel.yaml:2  a tab
            wrong YAML                  | 31-track.camel.yaml       | id: track                     | id: [track                        | 31-track.camel.yaml:3
            no id                       | 31-track.camel.yaml       | id: track                     | group: x                          | 31-track.camel.yaml:1
            """)
    void aWrongEditIsRefusedWithItsPlaceAndTheOldOneGoesOn(
            String kind, String file, String old, String wrong, String place) {
        routes.edit(file, old, wrong.replace("<tab>", "\t"));

        awaitRefusal(place);
        assertThat(application.health("routes").path("status").asText()).isEqualTo("UP");
        assertThat(delivered("Song Played")).isEqualTo("Song Played");

        routes.asShipped();

        await().atMost(SOON).until(() -> refusals().isEmpty());
    }

    @Test
    void anEmptyAHalfWrittenAndAMissingFileAreRefused() {
        String whole = routes.text("31-track.camel.yaml");

        routes.write("31-track.camel.yaml", "");
        awaitRefusal("31-track.camel.yaml  the file is empty");
        routes.write("31-track.camel.yaml", whole.substring(0, whole.indexOf("from:")));
        awaitRefusal("31-track.camel.yaml:1  the route has no 'from'");
        routes.delete("31-track.camel.yaml");
        awaitRefusal("21-router.camel.yaml:");
        assertThat(delivered("Song Played")).isEqualTo("Song Played");

        routes.write("31-track.camel.yaml", whole);
        await().atMost(SOON).until(() -> refusals().isEmpty());
    }

    @Test
    void whatTheQueueListensToIsExchangedWhileExtoleIsAway() {
        List<String> ids = waitForExtole(3);

        routes.edit("20-queue.camel.yaml", "parallel: \"{{delivery.parallel-requests}}\"", "parallel: 3");
        await().atMost(REST).until(() -> queueUri().contains("parallel=3"));
        assertThat(refusals()).isEmpty();
        extole.mend();

        awaitInOrder(ids);
    }

    @Test
    void anEditOfStepsThatComesWithAnExchangeStaysInForceWhileExtoleIsAway() {
        List<String> ids = waitForExtole(1);

        routes.edit("40-delivery.camel.yaml", "constant: extole-destination", "constant: extole-live");
        routes.edit("20-queue.camel.yaml", "parallel: \"{{delivery.parallel-requests}}\"", "parallel: 2");
        await().atMost(REST).until(() -> queueUri().contains("parallel=2"));
        // Again and again while it is away: what one exchange told to give up is no hindrance to the next.
        routes.edit("20-queue.camel.yaml", "parallel: 2", "parallel: 1");
        await().atMost(REST).until(() -> queueUri().contains("parallel=1"));
        int before = extole.requests().size();
        extole.mend();

        awaitInOrder(ids);
        assertThat(extole.requests().subList(before, extole.requests().size()))
                .extracting(request -> request.at("/headers/User-Agent").asText())
                .containsOnly("extole-live");
    }

    /** Lets Extole be away, and sends forty events that wait for it, of {@code people} in turn. */
    private static List<String> waitForExtole(int people) {
        extole.fault("{\"status\": 503}");
        List<String> ids = IntStream.range(0, 40)
                .mapToObj(i -> send("Waiting", "u-" + i % people))
                .toList();
        await().until(() ->
                application.health("delivery").path("status").asText().equals("DOWN"));
        return ids;
    }

    private static void awaitInOrder(List<String> ids) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> extole.eachEvents("/data/segment_message_id").containsAll(ids));
        Map<String, List<String>> came = new HashMap<>();
        Map<String, List<String>> sent = new HashMap<>();
        for (JsonNode event : extole.events()) {
            String id = event.at("/data/segment_message_id").asText();
            if (ids.contains(id)) {
                came.computeIfAbsent(event.at("/data/partner_user_id").asText(), key -> new ArrayList<>())
                        .add(id);
            }
        }
        for (int i = 0; i < ids.size(); i++) {
            sent.computeIfAbsent("u-" + i % came.size(), key -> new ArrayList<>())
                    .add(ids.get(i));
        }
        assertThat(came).isEqualTo(sent);
        assertThat(application.deadLetters())
                .noneMatch(letter -> ids.contains(letter.path("messageId").asText()));
    }

    private static String queueUri() {
        Route queue = application.bean(CamelContext.class).getRoute("queue");
        return queue == null ? "" : queue.getEndpoint().getEndpointUri();
    }

    @Test
    void aLinkInACircleIsRefused() throws IOException {
        routes.delete("31-track.camel.yaml");
        Files.createSymbolicLink(routes.file("31-track.camel.yaml"), Path.of("31-track.camel.yaml"));

        awaitRefusal("31-track.camel.yaml  the file cannot be read");
        assertThat(delivered("Song Played")).isEqualTo("Song Played");

        routes.delete("31-track.camel.yaml");
    }

    @Test
    void manyEditsLeaveNothingBehind() {
        CamelContext camel = application.bean(CamelContext.class);
        MeterRegistry meters = application.bean(MeterRegistry.class);
        edit(1);
        awaitTidy();
        int endpoints = camel.getEndpoints().size();
        Set<String> counted = ids(meters);
        int threads = Thread.activeCount();

        int edits = 10;
        for (int i = 2; i < 2 + edits; i++) {
            edit(i);
        }
        awaitTidy();

        assertThat(camel.getRoutes()).hasSize(shipped);
        assertThat(camel.getEndpoints()).hasSizeLessThanOrEqualTo(endpoints);
        Set<String> added = ids(meters);
        added.removeAll(counted);
        // A task that has its first turn, or a collection of a new kind, adds a meter once. What an edit left behind
        // would
        // be there once for each edit.
        assertThat(added).hasSizeLessThan(edits);
        assertThat(Thread.activeCount()).isLessThan(threads + 20);
    }

    private static Set<String> ids(MeterRegistry meters) {
        return meters.getMeters().stream()
                .map(meter -> meter.getId().toString())
                .collect(Collectors.toSet());
    }

    private static void edit(int number) {
        double before = taken();
        routes.asShipped();
        routes.edit(
                "40-delivery.camel.yaml",
                "/v6/async-events\"\n                      parameters: { ",
                "/v6/async-events\"\n                      parameters: { responseTimeout: %d, "
                        .formatted(10_000 + number));
        await().until(() -> taken() > before);
    }

    /** Old steps linger for a while. */
    private static void awaitTidy() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> application.bean(CamelContext.class).getEndpoints().stream()
                                .filter(endpoint ->
                                        endpoint.getEndpointUri().matches(".*async-events.*responseTimeout.*"))
                                .count()
                        == 1);
    }
}
