package org.extoledestination.gate.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.delivery.held.HeldEvents;
import org.extoledestination.event.Person;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** With {@code delivery.suppress-after-delete: true}: who was deleted stays deleted. */
@Tag("slow")
class SuppressionsTest {

    @TempDir
    private static Path folder;

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
        application = launch();
    }

    private static Application launch() {
        return Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "delivery.hold-after=300ms",
                "delivery.parallel-requests=8",
                "delivery.suppress-after-delete=true");
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
    void eventsBeforeTheDeletePassAndNoneAfterItHoweverCloseTheyFollow() {
        extole.fault("{\"every\": 3, \"status\": 503}");
        List<String> before = IntStream.range(0, 20).mapToObj(i -> byUserId()).toList();
        delete();
        IntStream.range(0, 20).forEach(i -> byUserId());
        String marker = marker();

        // The first of the two is repeated where the second failed.
        await().atMost(Duration.ofSeconds(30)).until(() -> extole.erasures().size() >= 2);
        await().until(() -> delivered().contains(marker));
        await().until(() -> counted() >= 20);
        assertThat(delivered()).containsAll(before).hasSize(21);
        assertThat(paths()).endsWith("/v4/erasures", "/v4/erasures");
    }

    /** The paths of what Extole took of this person, in its order. */
    private List<String> paths() {
        return extole.requests().stream()
                .filter(request -> request.path("status").asInt() == 200)
                .filter(request -> request.path("body").asText().contains(name))
                .filter(request -> !request.path("body").asText().contains("marker-"))
                .map(request -> request.path("path").asText())
                .toList();
    }

    @Test
    void theEmailIsEnoughWhereverItStandsAndThroughEveryDoor() throws JMSException {
        delete();
        await().until(() -> extole.erasures().size() == 2);
        double before = counted();
        String shout = email.toUpperCase(java.util.Locale.ROOT);

        post("/v1/identify", "{\"userId\": \"else\", \"traits\": {\"email\": \"%s\"}}".formatted(shout));
        post(
                "/v1/track",
                "{\"anonymousId\": \"a\", \"event\": \"Viewed\", \"properties\": {\"email\": \"%s\"}}"
                        .formatted(email));
        post("/v1/track", """
                {"anonymousId": "a", "event": "Viewed", "context": {"traits": {"email": "%s"}}}""".formatted(email));
        jms("{\"type\": \"track\", \"event\": \"Viewed\", \"userId\": \"%s\"}".formatted(person));
        Http.post(application.management("/actuator/import"), "", """
                {"events": "{\\"type\\": \\"track\\", \\"event\\": \\"Viewed\\", \\"userId\\": \\"%s\\", \\"timestamp\\": \\"%s\\"}"}""".formatted(person, Instant.now()));

        await().until(() -> counted() == before + 5);
        String marker = marker();
        await().until(() -> delivered().contains(marker));
        assertThat(extole.events()).hasSize(1);
    }

    @Test
    void whatWaitsAsideIsDroppedWhenItsTurnComes() {
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");
        post("/v1/track", "{\"userId\": \"%s\", \"event\": \"Poison\"}".formatted(person));
        await().pollInterval(Duration.ofMillis(150)).until(() -> {
            marker();
            return application.bean(HeldEvents.class).count() == 1;
        });
        delete();
        String later = byUserId();
        await().until(() -> application.bean(HeldEvents.class).count() == 3);
        double before = counted();

        extole.mend();

        await().until(() -> application.bean(HeldEvents.class).count() == 0);
        assertThat(counted()).isEqualTo(before + 1);
        assertThat(delivered()).doesNotContain(later);
        assertThat(paths()).containsExactly("/v6/async-events", "/v4/erasures", "/v4/erasures");
    }

    @Test
    void itIsOnRecordBeforeTheErasureLeaves() {
        extole.fault("{\"path\": \"/v4/erasures\", \"status\": 503}");
        double before = counted();

        delete();
        await().until(() -> extole.requests().stream()
                .anyMatch(request -> request.path("path").asText().equals("/v4/erasures")));
        post("/v1/track", """
                {"anonymousId": "a", "event": "Viewed", "properties": {"email": "%s"}}""".formatted(email));

        await().until(() -> counted() == before + 1);
        assertThat(extole.erasures()).isEmpty();
        extole.mend();
        await().atMost(Duration.ofSeconds(30)).until(() -> extole.erasures().size() == 2);
    }

    @Test
    void whoIsSuppressedMayAskAgainToBeErased() {
        delete();
        await().until(() -> extole.erasures().size() == 2);

        delete();

        await().until(() -> extole.erasures().size() == 4);
    }

    @Test
    void itOutlastsARestart() {
        delete();
        await().until(() -> extole.erasures().size() == 2);

        application.close();
        application = launch();
        byUserId();

        await().until(() -> counted() == 1);
        assertThat(extole.events()).isEmpty();
    }

    @Test
    void afterRemovingTheNextEventPasses() {
        delete();
        await().until(() -> extole.erasures().size() == 2);

        assertThat(run(0, "remove", "--user-id", person)).contains("No longer suppressed: the next event passes.");
        String passes = byUserId();

        await().until(() -> delivered().contains(passes));
        assertThat(run(0, "remove", "--user-id", person)).contains("Was not suppressed.");
        assertThat(run(0, "remove", "--email", " " + email.toUpperCase(java.util.Locale.ROOT)))
                .contains("No longer suppressed");
    }

    /** As a deletion is remembered where nobody asked for more. */
    @Test
    void anOperatorLetsInWhatHappenedBeforeADeletionToo() {
        application
                .bean(JdbcClient.class)
                .sql("INSERT INTO suppressions (person, since, happened_before) VALUES (:person, now(), now())")
                .param("person", Person.ofUserId(person).fingerprint())
                .update();
        String old =
                "{\"userId\": \"%s\", \"event\": \"Old\", \"timestamp\": \"2026-11-01T00:00:00Z\"}".formatted(person);
        double before = counted();
        await().until(() -> {
            post("/v1/track", old);
            return counted() > before;
        });
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        long total = total();
        String passes = byUserId();
        await().until(() -> delivered().contains(passes));

        assertThat(run(0, "remove", "--user-id", person)).contains("No longer suppressed");
        post("/v1/track", old);
        await().until(() -> extole.eachEvents("/event_name").contains("Old"));

        run(0, "add", "--user-id", person);
        assertThat(total()).isEqualTo(total + 1);
    }

    @Test
    void anOperatorAddsAndListsWithoutNamingAnybody() {
        assertThat(run(0, "add", "--email", email)).contains("Suppressed from now on.");
        assertThat(run(0, "add", "--email", email)).contains("Was suppressed already.");

        String list = run(0, "list", "--limit", "1");

        String fingerprint = Person.ofEmail(email).fingerprint();
        assertThat(list)
                .contains("the latest first:", fingerprint.substring(0, 12))
                .doesNotContain(fingerprint, name);
        double before = counted();
        post("/v1/identify", "{\"userId\": \"%s\", \"traits\": {\"email\": \"%s\"}}".formatted(person, email));
        await().until(() -> counted() == before + 1);
    }

    @Test
    void theCommandWantsOneIdentityAndNoBlank() {
        assertThat(run(2, "add")).contains("--user-id");
        assertThat(run(2, "remove", "--user-id", "a", "--email", "b@example.com"))
                .contains("mutually exclusive");
        assertThat(run(2, "add", "--email", " ")).contains("--email is empty");
        assertThat(run(2, "add", "--user-id", "\u200b")).contains("take no blank");
    }

    @Test
    void theEndpointTakesFingerprintsOnly() {
        assertThat(Http.post(application.management("/actuator/suppressions/u-1"), "", "{}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(Http.post(
                                application.management("/actuator/suppressions/"
                                        + Person.ofUserId(person).fingerprint()),
                                "",
                                "{}")
                        .body())
                .isEqualTo("{\"changed\":true}");
    }

    @Test
    void whatAnotherInstanceDoesIsFollowedWithinSeconds() {
        SuppressionRows another =
                new SuppressionRows(application.bean(JdbcClient.class), application.bean(DurableWrites.class));
        String fingerprint = Person.ofUserId(person).fingerprint();
        long before = total();

        another.add(fingerprint, Instant.MAX, Instant.now());
        await().until(() -> total() == before + 1);
        double counted = counted();
        byUserId();
        await().until(() -> counted() == counted + 1);

        another.remove(fingerprint, Instant.now());
        await().until(() -> total() == before);
        String passes = byUserId();
        await().until(() -> delivered().contains(passes));
    }

    private static long total() {
        return Http.json(application.management("/actuator/suppressions?limit=1"))
                .path("total")
                .asLong();
    }

    private static String run(int exitCode, String... arguments) {
        Path log = folder.resolve(UUID.randomUUID() + ".log");
        List<String> all = new ArrayList<>(List.of("suppressions"));
        all.addAll(List.of(arguments));
        all.addAll(Tokens.options(application.management("")));
        try (CommandProcess process = CommandProcess.start(log, "128m", all.toArray(String[]::new))) {
            assertThat(process.exitCode()).isEqualTo(exitCode);
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() {
        post(
                "/segment",
                "{\"type\": \"delete\", \"messageId\": \"%s\", \"userId\": \"%s\", \"email\": \"%s\"}"
                        .formatted(UUID.randomUUID(), person, email));
    }

    private String byUserId() {
        String id = UUID.randomUUID().toString();
        post("/v1/track", "{\"userId\": \"%s\", \"messageId\": \"%s\", \"event\": \"Viewed\"}".formatted(person, id));
        return id;
    }

    private String marker() {
        String id = UUID.randomUUID().toString();
        post(
                "/v1/track",
                "{\"userId\": \"marker-%s\", \"messageId\": \"%s\", \"event\": \"Viewed\"}".formatted(name, id));
        return id;
    }

    private static void post(String path, String body) {
        assertThat(application.post(path, body).statusCode()).isEqualTo(200);
    }

    private static void jms(String text) throws JMSException {
        try (Connection connection =
                        application.bean(ActiveMQConnectionFactory.class).createConnection();
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue("segment.events")).send(session.createTextMessage(text));
        }
    }

    private static List<String> delivered() {
        return extole.eachEvents("/data/segment_message_id");
    }

    private static double counted() {
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line ->
                        line.startsWith("extole_destination_router_total{") && line.contains("outcome=\"suppressed\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
