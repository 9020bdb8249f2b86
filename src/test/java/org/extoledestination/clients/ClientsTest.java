package org.extoledestination.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every client sends its calls through a {@link Front}, which loses one answer and refuses one upload. They do so at
 * the same time, since some wait half a minute before they send again.
 */
@Tag("slow")
class ClientsTest {

    private static final Logger log = LoggerFactory.getLogger(ClientsTest.class);

    private static final Client NODE = new SegmentNode();
    private static final Client BROWSER = new BrowserPage("@segment/analytics-next", "browser.html");
    private static final Client JAVA = new SegmentJava();
    private static final Client KOTLIN = new SegmentKotlin();
    private static final Client RUDDER = new RudderJava();
    private static final Client RUDDER_BROWSER = new BrowserPage("@rudderstack/analytics-js", "rudder-browser.html");

    /** Unknown to earlier runs: the Kotlin library keeps what it could not send, by key, between runs. */
    private static final String WRITE_KEY = "clients-" + UUID.randomUUID();

    private static final String HEAD = """
            | client | version | how | sent again |
            |---|---|---|---|
            """;

    private static final Map<Client, String> missing = new HashMap<>();
    private static final Map<Client, Future<Run>> runs = new HashMap<>();
    private static final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    static List<Client> clients() {
        return List.of(NODE, BROWSER, JAVA, KOTLIN, RUDDER, RUDDER_BROWSER);
    }

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), dataDir, "ingest.sources[0].write-keys=" + WRITE_KEY);
        for (Client client : clients()) {
            client.missing()
                    .ifPresentOrElse(
                            what -> skip(client, what), () -> runs.put(client, threads.submit(() -> run(client))));
        }
    }

    private static void skip(Client client, String what) {
        missing.put(client, what);
        log.warn("Skipped: {} cannot run here: {}", client.artifact(), what);
    }

    private static Run run(Client client) throws Exception {
        try (Front front = new Front(application.ingest("/"))) {
            client.send(front, WRITE_KEY);
            List<Sent> sent = front.sent();
            await("delivery")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> metric("queue_depth") == 0 && events(client).size() >= 2);
            return new Run(client, sent, events(client));
        }
    }

    private static List<JsonNode> events(Client client) {
        return extole.events().stream()
                .filter(event -> event.at("/data/partner_user_id").asText().equals(client.person()))
                .toList();
    }

    private static double metric(String name) {
        String line = "extole_destination_" + name;
        return Http.get(application.management("/actuator/prometheus"))
                .body()
                .lines()
                .filter(metric -> metric.startsWith(line))
                .mapToDouble(metric -> Double.parseDouble(metric.substring(metric.lastIndexOf(' '))))
                .sum();
    }

    private static Run runOf(Client client) throws ExecutionException, InterruptedException, TimeoutException {
        String what = missing.get(client);
        assumeTrue(what == null, () -> "Skipped: " + client.artifact() + " cannot run here: " + what);
        return Objects.requireNonNull(runs.get(client)).get(3, TimeUnit.MINUTES);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        application.close();
        sandbox.close();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everythingArrivesOnceThoughAnAnswerIsLostAndAnUploadRefused(Client client) throws Exception {
        Run run = runOf(client);

        assertThat(run.sentAgain()).hasSize(2);
        assertThat(run.sent()).allMatch(request -> request.status() < 300 || request.status() == 503);
        assertThat(run.types()).hasSize(5).contains("identify", "track", "group", "alias");
        assertThat(run.events()).hasSize(2);
        // Browsers write the language of their user.
        String locale = client == BROWSER || client == RUDDER_BROWSER ? ", \"locale\": \"en-US\"" : "";
        assertThat(run.events().get(0))
                .isEqualTo(event(run, run.events().get(0), "identify", """
                {"partner_user_id": "%1$s", "email": "%1$s@example.com", "first_name": "Ada", "plan": "gold",
                 "address_city": "Lyon\"""" + locale + "}", "identify"));
        // RudderStack's library for browsers writes what it knows of the person into each call.
        String known = client == RUDDER_BROWSER ? ", \"email\": \"%1$s@example.com\", \"first_name\": \"Ada\"" : "";
        assertThat(run.events().get(1))
                .isEqualTo(event(run, run.events().get(1), "conversion", """
                {"partner_user_id": "%1$s", "partner_conversion_id": "ord-%1$s", "cart_value": "42.50",
                 "currency": "EUR\"""" + locale + known + "}", "track"));
    }

    /** All of it arrives all the same, as the test above says. */
    @Test
    void rudderStacksBrowserLibraryWritesTraitsIntoTheContextAndABlankUserIdBeforeLogin() throws Exception {
        Run run = runOf(RUDDER_BROWSER);

        JsonNode identify = run.sentOf("identify");
        assertThat(identify.path("traits")).isEmpty();
        assertThat(identify.at("/context/traits/plan").asText()).isEqualTo("gold");
        JsonNode page = run.sentOf("page");
        assertThat(page.path("userId").isTextual()).isTrue();
        assertThat(page.path("userId").asText()).isEmpty();
        assertThat(page.path("anonymousId").asText()).isEqualTo(run.field("identify", "anonymousId"));
    }

    /** The whole event, with what Extole itself chose, and the time, taken from what it has. */
    private static JsonNode event(Run run, JsonNode received, String name, String data, String type) {
        ObjectNode whole = (ObjectNode) Http.json("""
                {"event_id": %s, "event_name": "%s", "event_time": %s, "person_id": %s, "duplicate": false,
                 "received_at": %s}""".formatted(
                        received.path("event_id"),
                        name,
                        received.path("event_time"),
                        received.path("person_id"),
                        received.path("received_at")));
        ObjectNode fields = (ObjectNode) Http.json(data.formatted(run.client().person()));
        fields.put("segment_message_id", run.field(type, "messageId"));
        if (!run.field(type, "anonymousId").isEmpty()) {
            fields.put("partner_anonymous_id", run.field(type, "anonymousId"));
        }
        whole.set("data", fields);
        return whole;
    }

    @Test
    void pagesScreensGroupsAndAliasesAreCountedAndNothingIsSentTwice() throws Exception {
        int clients = finished().size();

        assertThat(metric("ingest_total{application=\"extole-destination\",outcome=\"accepted\""))
                .isEqualTo(6 * clients);
        assertThat(metric("router_total{application=\"extole-destination\",outcome=\"nothing\""))
                .isEqualTo(3 * clients);
        assertThat(metric("delivery_total{application=\"extole-destination\",outcome=\"delivered\""))
                .isEqualTo(2 * clients);
        assertThat(metric("delivery_total{application=\"extole-destination\",outcome=\"duplicate\""))
                .isEqualTo(clients);
        assertThat(application.deadLetters()).isEmpty();
    }

    @Test
    void theBrowserPreflightsEveryPathThatItPostsTo() throws Exception {
        Run run = runOf(BROWSER);

        List<String> preflighted = run.sent().stream()
                .filter(request -> request.method().equals("OPTIONS"))
                .peek(request -> assertThat(request.headers()).containsKey("access-control-request-headers"))
                .map(Sent::path)
                .distinct()
                .toList();
        assertThat(preflighted).containsExactlyInAnyOrder("/v1/i", "/v1/t", "/v1/p", "/v1/g", "/v1/a");
        assertThat(run.uploads().stream().map(Sent::path)).allMatch(preflighted::contains);
    }

    @Test
    void thePageShowsTheTableThatWasMeasured() throws Exception {
        List<String> rows = finished().stream().map(Run::row).toList();
        String table = HEAD + String.join("\n", rows) + '\n';
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("connect-table.md"), table);

        String page = Files.readString(Path.of("docs/connect/README.md"));

        String paste = "Paste target/connect-table.md into docs/connect/README.md:\n" + table;
        assertThat(page.lines())
                .as(paste)
                .containsAll(rows)
                .containsAll(HEAD.lines().toList());
        assertThat(page.lines().filter(line -> line.matches("\\| `[@c].*")))
                .as(paste)
                .hasSize(clients().size());
    }

    private static List<Run> finished() throws Exception {
        List<Run> finished = new ArrayList<>();
        for (Client client : clients()) {
            if (runs.containsKey(client)) {
                finished.add(runOf(client));
            }
        }
        return finished;
    }
}
