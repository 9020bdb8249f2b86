package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A route of a team's own makes several requests of one event. Each reaches Extole once, whatever becomes of the others.
 * The parts of an event here are whole events: {@code One}, {@code Two}, {@code Three}.
 */
@Tag("slow")
class SeveralRequestsTest {

    private static final List<String> SHAPES = List.of("Several", "Split", "Parallel", "Multicast", "Unique");

    /** Each shape under an event name of its own. */
    private static final String ROUTE = """
            - route:
                id: track
                description: Makes several requests of an event, in one of several shapes.
                errorHandler: { noErrorHandler: {} }
                from:
                  uri: direct:track
                  steps:
                    - setProperty: { name: whole, simple: "${body}" }
                    - choice:
                        when:
                          - simple: "${body[event]} == 'Split' || ${body[event]} == 'Unique'"
                            steps:
                              - split:
                                  simple: "${body[properties][parts]}"
                                  stopOnException: true
                                  steps:
                                    - bean: { ref: mapping, method: map }
                                    - to: direct:unique
                          - simple: "${body[event]} == 'Parallel'"
                            steps:
                              - split:
                                  simple: "${body[properties][parts]}"
                                  parallelProcessing: true
                                  stopOnException: true
                                  steps:
                                    - bean: { ref: mapping, method: map }
                                    - to: direct:delivery
                          - simple: "${body[event]} == 'Several'"
                            steps:
            %s
                          - simple: "${body[event]} == 'Multicast'"
                            steps:
                              - multicast:
                                  stopOnException: true
                                  steps:
            %s
                        otherwise:
                          steps:
                            - bean: { ref: mapping, method: map }
                            - to: direct:unique
            """.formatted(step(18, false), step(24, true));

    @TempDir
    private Path folder;

    private final String person = "u-" + UUID.randomUUID();
    private Sandbox sandbox;
    private SandboxView extole;
    private Path routes;

    private static String step(int indent, boolean apart) {
        StringBuilder steps = new StringBuilder();
        for (int part = 0; part < 3; part++) {
            String each = """
                    - setBody: { simple: "${exchangeProperty.whole[properties][parts][%d]}" }
                    - bean: { ref: mapping, method: map }
                    - to: direct:delivery
                    """.formatted(part);
            steps.append(apart ? "- pipeline:\n    steps:\n" + each.indent(6) : each);
        }
        return steps.toString().indent(indent).stripTrailing();
    }

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
            for (Path file : shipped.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("31-track.camel.yaml"), ROUTE);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Application application() {
        return Application.start(
                sandbox.uri(), folder.resolve("data"), "routes.folder=" + routes, "delivery.hold-after=500ms");
    }

    @Test
    void afterAWaitInTheMiddleItGoesOnFromThere() {
        SHAPES.forEach(shape -> extole.fault("{\"match\": \"%s Two\", \"next\": 2, \"status\": 503}".formatted(shape)));
        try (Application application = application()) {
            SHAPES.forEach(shape -> send(application, shape));

            SHAPES.forEach(shape -> await().atMost(Duration.ofSeconds(30))
                    .until(() -> taken(shape).size() == 3));
            SHAPES.forEach(shape -> next(application, shape));
        }
        assertThat(SHAPES).allSatisfy(shape -> {
            assertThat(taken(shape)).containsExactlyInAnyOrder(shape + " One", shape + " Two", shape + " Three");
            assertThat(asked(shape + " One")).isEqualTo(1);
            assertThat(asked(shape + " Two")).isEqualTo(3);
            assertThat(asked(shape + " Three")).isEqualTo(1);
        });
    }

    @Test
    void aReplaySendsWhatExtoleDoesNotHave() {
        SHAPES.forEach(shape ->
                extole.fault("{\"match\": \"%s Two\", \"status\": 400, \"code\": \"event_blocked\"}".formatted(shape)));
        try (Application application = application()) {
            SHAPES.forEach(shape -> send(application, shape));
            await().until(() -> application.deadLetters().size() == SHAPES.size());
        }
        extole.mend();
        try (Application application = application()) {
            application
                    .deadLetters()
                    .forEach(letter -> Http.post(
                            application.management("/actuator/deadletters/replay?id="
                                    + letter.path("id").asText()),
                            "",
                            "{}"));

            SHAPES.forEach(shape -> await().until(() -> taken(shape).size() == 3));
            await().until(() -> application.deadLetters().isEmpty());
            SHAPES.forEach(shape -> next(application, shape));
        }
        assertThat(SHAPES).allSatisfy(shape -> {
            assertThat(asked(shape + " One")).isEqualTo(1);
            assertThat(asked(shape + " Two")).isEqualTo(2);
            assertThat(asked(shape + " Three")).isEqualTo(1);
        });
    }

    @Test
    void oneThatWaitsAsideThroughARestartGoesOnFromThere() {
        List<String> shapes = List.of("Several", "Unique");
        shapes.forEach(shape -> extole.fault(
                "{\"match\": \"%s Two\", \"status\": 500, \"code\": \"software_error\"}".formatted(shape)));
        try (Application application = application()) {
            shapes.forEach(shape -> send(application, shape));
            await().until(() -> shapes.stream().allMatch(shape -> asked(shape + " Two") > 0));
            await().until(() -> {
                application.post("/v1/track", "{\"userId\": \"other\", \"event\": \"Other\"}");
                return waitingAside(application) == shapes.size();
            });
        }
        extole.mend();
        try (Application application = application()) {
            shapes.forEach(shape ->
                    await().until(() -> taken(shape).containsAll(List.of(shape + " Two", shape + " Three"))));
            shapes.forEach(shape -> next(application, shape));
        }
        assertThat(shapes).allSatisfy(shape -> {
            assertThat(Collections.frequency(taken(shape), shape + " One")).isEqualTo(1);
            assertThat(asked(shape + " One")).isEqualTo(1);
            assertThat(asked(shape + " Three")).isEqualTo(1);
        });
    }

    private static int waitingAside(Application application) {
        return Http.json(application.management("/actuator/delivery/held"))
                .path("firsts")
                .size();
    }

    @Test
    void afterAKillOnlyWhatWasInFlightIsRepeated() {
        List<String> shapes = List.of("Several", "Split", "Unique");
        shapes.forEach(
                shape -> extole.fault("{\"match\": \"%s Two\", \"next\": 1, \"delayMillis\": 60000}".formatted(shape)));
        try (ApplicationProcess application = new ApplicationProcess(
                sandbox.uri(), folder, "routes.folder=" + routes, "camel.component.http.response-timeout=90000")) {
            shapes.forEach(shape -> Http.post(application.ingest("/v1/track"), Application.WRITE_KEY, event(shape)));
            await().until(() ->
                    Http.json(sandbox.uri().resolve("/__sandbox/faults")).isEmpty());
            application.kill();
            extole.mend();
            application.startAgain();

            shapes.forEach(shape -> await().atMost(Duration.ofSeconds(60))
                    .until(() -> taken(shape).contains(shape + " Three")));
        }
        assertThat(shapes).allSatisfy(shape -> {
            assertThat(asked(shape + " One")).isEqualTo(1);
            assertThat(asked(shape + " Three")).isEqualTo(1);
        });
    }

    @Test
    void whatOneEventCallsUniqueIsKnownToOthersThoughTheEventFailed() {
        extole.fault("{\"match\": \"Unique Two\", \"status\": 400, \"code\": \"event_blocked\"}");
        try (Application application = application()) {
            send(application, "Unique");
            await().until(() -> application.deadLetters().size() == 1);
        }
        try (Application application = application()) {
            application.post("/v1/track", order("Unique One", person));
            next(application, "");
        }
        assertThat(asked("Unique One")).isEqualTo(1);
    }

    @Test
    void requestsThatAreTheSameInEverythingCountEach() {
        extole.fault("{\"match\": \"Last\", \"next\": 2, \"status\": 503}");
        String part = "{\"type\": \"track\", \"userId\": \"%s\", \"event\": \"Twin\", \"messageId\": \"twin\","
                + " \"timestamp\": \"2026-11-23T10:00:00Z\"}";
        String twin = part.formatted(person);
        try (Application application = application()) {
            application.post(
                    "/v1/track",
                    "{\"userId\": \"%s\", \"event\": \"Split\", \"properties\": {\"parts\": [%s, %s, %s]}}"
                            .formatted(person, twin, twin, twin.replace("Twin", "Last")));
            await().until(() -> taken().contains("Last"));
        }
        assertThat(taken()).containsExactly("Twin", "Twin", "Last");
        assertThat(asked("\"Twin\"")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${header.segmentMessageId}-again", "again-${header.segmentMessageId}"})
    void anOrderGoesOutOnceThoughTheRouterRemembersEventsByAnotherKey(String key) throws IOException {
        Path router = routes.resolve("21-router.camel.yaml");
        String old = "${header.segmentSource}:${header.segmentMessageId}";
        Files.writeString(router, Files.readString(router).replace(old, key));
        for (int start = 0; start < 2; start++) {
            try (Application application = application()) {
                application.post("/v1/track", order("The Order", person));
                next(application, "");
            }
        }
        assertThat(asked("The Order")).isEqualTo(1);
    }

    /** Behind it the person's earlier events are done. */
    private void next(Application application, String shape) {
        String next = UUID.randomUUID().toString();
        application.post("/v1/track", "{\"userId\": \"%s\", \"event\": \"%s\"}".formatted(person + shape, next));
        await().until(() -> extole.eachEvents("/event_name").contains(next));
    }

    private void send(Application application, String shape) {
        assertThat(application.post("/v1/track", event(shape)).statusCode()).isEqualTo(200);
    }

    private String event(String shape) {
        List<String> parts = Stream.of(" One", " Two", " Three")
                .map(part -> shape.equals("Unique") ? order(shape + part, person + shape) : part(shape + part, shape))
                .toList();
        return "{\"userId\": \"%s\", \"event\": \"%s\", \"messageId\": \"%s\", \"properties\": {\"parts\": %s}}"
                .formatted(person + shape, shape, person + shape, parts);
    }

    private String part(String name, String shape) {
        return "{\"type\": \"track\", \"userId\": \"%s\", \"event\": \"%s\", \"messageId\": \"%s\"}"
                .formatted(person + shape, name, person + shape);
    }

    private String order(String name, String buyer) {
        return ("{\"type\": \"track\", \"userId\": \"%s\", \"event\": \"Order Completed\", \"messageId\": \"%s\","
                        + " \"properties\": {\"order_id\": \"%s\", \"total\": 1}}")
                .formatted(buyer, UUID.randomUUID(), name);
    }

    private List<String> taken(String shape) {
        return taken().stream().filter(name -> name.startsWith(shape + ' ')).toList();
    }

    /** What Extole has of the parts, in their order. */
    private List<String> taken() {
        return extole.events().stream()
                .map(event -> event.path("event_name").asText().equals("conversion")
                        ? event.at("/data/partner_conversion_id").asText()
                        : event.path("event_name").asText())
                .filter(name -> name.matches(".* (One|Two|Three)|Twin|Last"))
                .toList();
    }

    private long asked(String part) {
        return extole.requests().stream()
                .filter(request -> request.path("body").toString().contains(part.replace("\"", "\\\""))
                        || request.path("body").toString().contains(part))
                .count();
    }
}
