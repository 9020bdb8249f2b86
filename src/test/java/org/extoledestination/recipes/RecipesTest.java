package org.extoledestination.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.extoledestination.support.JavaProcess;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each recipe is done to one application while it runs, and undone afterwards. */
@Tag("slow")
class RecipesTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Installation installation;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        installation = new Installation(sandbox.uri(), folder);
    }

    @AfterAll
    static void stop() {
        installation.close();
        sandbox.close();
    }

    @AfterEach
    void undo() throws IOException {
        extole.mend();
        installation.restore();
    }

    @Test
    void everyPageIsTested() throws IOException {
        StringBuilder tests = new StringBuilder();
        for (String name : List.of("RecipesTest", "MoreComponentsIT")) {
            tests.append(Files.readString(Path.of("src/test/java/org/extoledestination/recipes", name + ".java")));
        }
        try (Stream<Path> pages = Files.list(Path.of("docs/recipes"))) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", ""))
                            .filter(page -> !page.equals("README")))
                    .hasSizeGreaterThan(12)
                    .allSatisfy(page -> assertThat(tests).contains('"' + page + '"'));
        }
    }

    /** A new person each time, whose user id can be told from all others. */
    private static String somebody() {
        return "u-" + NUMBER.incrementAndGet();
    }

    private static String track(String person, String event, String properties) {
        installation.send(
                "track",
                "{\"userId\": \"%s\", \"event\": \"%s\", \"properties\": %s}".formatted(person, event, properties));
        return person;
    }

    private static String identify(String person, String traits) {
        installation.send("identify", "{\"userId\": \"%s\", \"traits\": %s}".formatted(person, traits));
        return person;
    }

    private static List<JsonNode> got(String person) {
        return extole.events().stream()
                .filter(event -> event.at("/data/partner_user_id").asText().equals(person))
                .toList();
    }

    /** Sends until Extole gets what the recipe promises: an edit takes effect within two seconds. */
    private static JsonNode awaitEvent(
            java.util.function.Supplier<String> send, java.util.function.Predicate<JsonNode> as) {
        return await().until(
                        () -> {
                            String person = send.get();
                            await().until(() -> !got(person).isEmpty());
                            return got(person).get(0);
                        },
                        as);
    }

    @Test
    void anEventIsRenamed() {
        installation.follow("rename-event");

        JsonNode actual = awaitEvent(
                () -> track(somebody(), "Subscription Started", "{\"plan\": \"gold\"}"),
                event -> event.path("event_name").asText().equals("subscribed"));

        assertThat(actual.at("/data/plan").asText()).isEqualTo("gold");
    }

    @Test
    void traitsAreAddedRenamedDroppedAndHashed() {
        installation.follow("traits");

        JsonNode actual = awaitEvent(
                () -> {
                    String person = somebody();
                    installation.send("identify", """
                            {"userId": "%s", "context": {"channel": "server"}, "traits":
                              {"company": "Acme", "phone": "555-0100", "loyaltyId": "l-7", "plan": "gold"}}
                            """.formatted(person));
                    return person;
                },
                event -> event.path("data").has("channel"));

        assertThat(actual.at("/data/employer").asText()).isEqualTo("Acme");
        assertThat(actual.at("/data/loyaltyId").asText()).matches("[0-9a-f]{64}");
        assertThat(actual.at("/data/plan").asText()).isEqualTo("gold");
        assertThat(actual.path("data").has("company")).isFalse();
        assertThat(actual.path("data").has("phone")).isFalse();

        String member = somebody();
        installation.send("identify", """
                {"userId": "%s", "traits": {"vip": true, "company": "Acme", "phone": "555-0100", "loyaltyId": "l-7"},
                 "context": {"personas": {"computation_class": "audience", "computation_key": "vip"}}}
                """.formatted(member));
        await().until(() -> got(member).size() == 1);
        JsonNode entered = got(member).get(0).path("data");
        assertThat(entered.path("employer").asText()).isEqualTo("Acme");
        assertThat(entered.path("loyaltyId").asText()).matches("[0-9a-f]{64}");
        assertThat(entered.has("phone")).isFalse();
    }

    @Test
    void oneAudienceIsSentAndAllOthersAreNot() {
        installation.follow("one-audience-only");
        await().until(() -> {
            String person = enter(somebody(), "lapsed");
            // A later event of the same person: when it is there, the audience would be, too.
            track(person, "Viewed", "{}");
            await().until(() -> !got(person).isEmpty());
            return got(person).size() == 1;
        });

        String buyer = enter(somebody(), "vip_buyers");

        await().until(() -> !got(buyer).isEmpty());
        assertThat(got(buyer).get(0).at("/data/vip_buyers").asBoolean()).isTrue();

        String lapsed = enterByTrack(somebody(), "lapsed");
        String member = enterByTrack(somebody(), "vip_buyers");
        track(lapsed, "Viewed", "{}");
        await().until(() -> got(member).size() == 1 && got(lapsed).size() == 1);
        assertThat(got(member).get(0).path("event_name").asText()).isEqualTo("Audience Entered");
        assertThat(got(lapsed).get(0).path("event_name").asText()).isEqualTo("Viewed");
    }

    /** The sentence of the page below its edits. */
    @Test
    void oneAudienceIsNotSentAndAllOthersAre() throws IOException {
        assertThat(Recipe.of("one-audience-only").text()).contains("write `drop:` for `only:` in both files");
        installation.follow("one-audience-only");
        for (String name : List.of("audience", "audience-track")) {
            Path file = installation.folder().resolve("config/mappings/" + name + ".yaml");
            Files.writeString(file, Files.readString(file).replace("\nonly:\n", "\ndrop:\n"));
        }
        await().until(() -> {
            String person = enter(somebody(), "vip_buyers");
            track(person, "Viewed", "{}");
            await().until(() -> !got(person).isEmpty());
            return got(person).get(0).path("event_name").asText().equals("Viewed");
        });

        String lapsed = enter(somebody(), "lapsed");
        String member = enterByTrack(somebody(), "vip_buyers");
        String other = enterByTrack(somebody(), "lapsed");
        track(member, "Viewed", "{}");

        await().until(() ->
                got(lapsed).size() == 1 && got(other).size() == 1 && got(member).size() == 1);
        assertThat(got(lapsed).get(0).at("/data/lapsed").asBoolean()).isTrue();
        assertThat(got(other).get(0).path("event_name").asText()).isEqualTo("Audience Entered");
        assertThat(got(member).get(0).path("event_name").asText()).isEqualTo("Viewed");
    }

    private static String enterByTrack(String person, String audience) {
        installation.send("track", """
                {"userId": "%s", "event": "Audience Entered", "properties": {"audience_key": "%s", "%s": true},
                 "context": {"personas": {"computation_class": "audience", "computation_key": "%s"}}}
                """.formatted(person, audience, audience, audience));
        return person;
    }

    @Test
    void amountsAreConvertedByATable() {
        installation.follow("currency");

        JsonNode actual = awaitEvent(
                () -> track(
                        somebody(),
                        "Order Completed",
                        "{\"order_id\": \"c-%d\", \"total\": 42.5, \"currency\": \"EUR\"}"
                                .formatted(NUMBER.incrementAndGet())),
                event -> event.path("data").has("order_currency"));
        assertThat(actual.at("/data/cart_value").asText()).isEqualTo("46.00");
        assertThat(actual.at("/data/order_total").asText()).isEqualTo("42.50");

        String elsewhere =
                track(somebody(), "Order Completed", "{\"order_id\": \"c\", \"total\": 1, \"currency\": \"XXX\"}");
        track(elsewhere, "Viewed", "{}");
        await().until(() -> !got(elsewhere).isEmpty());
        assertThat(got(elsewhere))
                .extracting(event -> event.path("event_name").asText())
                .containsExactly("Viewed");
    }

    @Test
    void anEventWaitsAndNobodyElseDoes() throws IOException {
        installation.follow("delay");
        Path route = installation.folder().resolve("routes/31-track.camel.yaml");
        Files.writeString(route, Files.readString(route).replace("delay('30m')", "delay('6s')"));
        await().until(() -> {
            String person = track(somebody(), "Trial Started", "{}");
            track(person, "Viewed", "{}");
            await().until(() -> got(person).size() == 2);
            return waited(got(person).get(0)) >= 6;
        });

        List<String> many = IntStream.range(0, 300)
                .mapToObj(number -> track(somebody(), "Trial Started", "{}"))
                .toList();
        String other = track(somebody(), "Viewed", "{}");
        await().until(() -> got(other).size() == 1);
        assertThat(waited(got(other).get(0))).isLessThan(6);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> many.stream().allMatch(person -> got(person).size() == 1));
    }

    private static long waited(JsonNode event) {
        return Duration.between(
                        Instant.parse(event.path("event_time").asText()),
                        Instant.parse(event.path("received_at").asText()))
                .toSeconds();
    }

    @Test
    void anOrderGoesOutWithARequestForEachProduct() {
        installation.follow("one-into-several");

        List<JsonNode> sent = await().until(
                        () -> {
                            String order = "several-" + NUMBER.incrementAndGet();
                            String person = track(somebody(), "Order Completed", """
                                    {"order_id": "%s", "total": 50, "products": [
                                      {"product_id": "p-1", "price": 10, "quantity": 2, "name": "Cup"},
                                      {"product_id": "p-2", "price": 30, "quantity": 1}]}""".formatted(order));
                            track(person, "Viewed", "{}");
                            await().until(() -> names(person).contains("Viewed"));
                            return got(person);
                        },
                        events -> events.size() == 4);

        assertThat(sent)
                .extracting(event -> event.path("event_name").asText())
                .containsExactly("conversion", "product purchased", "product purchased", "Viewed");
        String order = sent.get(0).at("/data/partner_conversion_id").asText();
        String id = sent.get(0).at("/data/segment_message_id").asText();
        assertThat(sent.get(1).path("data")).isEqualTo(Http.json("""
                        {"partner_user_id": "%s", "partner_conversion_id": "%s-p-1", "price": "20.00",
                         "segment_message_id": "%s-1", "product_id": "p-1", "quantity": 2, "name": "Cup"}
                        """.formatted(
                        sent.get(0).at("/data/partner_user_id").asText(), order, id)));
        assertThat(sent.get(2).at("/data/partner_conversion_id").asText()).isEqualTo(order + "-p-2");
        assertThat(sent.get(2).at("/data/segment_message_id").asText()).isEqualTo(id + "-2");
    }

    private static List<String> names(String person) {
        return got(person).stream()
                .map(event -> event.path("event_name").asText())
                .toList();
    }

    @Test
    void aGroupGoesOutAsAnEvent() {
        installation.follow("group-as-event");

        JsonNode actual = awaitEvent(
                () -> {
                    String person = somebody();
                    installation.send("group", """
                            {"userId": "%s", "groupId": "g-1", "traits": {"name": "Acme", "email": "info@acme.example"},
                             "context": {"traits": {"email": "%s@acme.example"}}}""".formatted(person, person));
                    track(person, "Viewed", "{}");
                    return person;
                },
                event -> event.path("event_name").asText().equals("company_joined"));

        assertThat(actual.at("/data/company_id").asText()).isEqualTo("g-1");
        assertThat(actual.at("/data/company_name").asText()).isEqualTo("Acme");
        assertThat(actual.at("/data/company_email").asText()).isEqualTo("info@acme.example");
        assertThat(actual.at("/data/email").asText())
                .isEqualTo(actual.at("/data/partner_user_id").asText() + "@acme.example");
    }

    @Test
    void aValueIsKeptOutOfEveryEvent() {
        installation.follow("mask");
        String secret = "555-0100";
        await().until(() -> {
            String person = track(somebody(), "Viewed", "{\"phone\": \"555-0100\", \"plan\": \"gold\"}");
            await().until(() -> !got(person).isEmpty());
            return !got(person).toString().contains(secret);
        });

        String person = identify(
                somebody(),
                "{\"phone\": \"555-0100\", \"plan\": \"gold\", \"address\": {\"card_number\": \"555-0100\"}}");
        track(person, "Viewed", "{\"contacts\": [{\"Phone\": \"555-0100\", \"name\": \"Ada\"}]}");

        await().until(() -> got(person).size() == 2);
        assertThat(got(person).toString()).doesNotContain(secret).contains("gold", "Ada");
    }

    @Test
    void countriesHaveAccountsOfTheirOwn(@TempDir Path elsewhere) {
        String[] recipes = {"accounts-by-content"};
        try (Installation shops =
                new Installation(sandbox.uri(), elsewhere, recipes, "GERMANY_EXTOLE_API_KEY=wrong-key-of-germany")) {
            String here = somebody();
            shops.send("track", """
                    {"userId": "u-germany", "event": "Viewed", "properties": {"country": "DE"}}""");
            shops.send("track", "{\"userId\": \"%s\", \"event\": \"Viewed\"}".formatted(here));
            shops.send("identify", "{\"userId\": \"%s\", \"traits\": {\"country\": \"FR\"}}".formatted(here));

            await().until(() -> got(here).size() == 2);
            await().until(() -> statuses("/v6/async-events").contains(403));
            assertThat(got("u-germany")).isEmpty();

            shops.send(
                    Application.SUBSCRIPTION_KEY,
                    "/segment",
                    "{\"type\": \"delete\", \"userId\": \"%s\"}".formatted(here));
            await().until(() -> statuses("/v4/erasures").containsAll(List.of(200, 403)));
        }
    }

    private static List<Integer> statuses(String path) {
        return extole.requests().stream()
                .filter(request -> request.path("path").asText().startsWith(path))
                .map(request -> request.path("status").asInt())
                .toList();
    }

    private static String enter(String person, String audience) {
        installation.send("identify", """
                {"userId": "%s", "traits": {"%s": true},
                 "context": {"personas": {"computation_class": "audience", "computation_key": "%s"}}}
                """.formatted(person, audience, audience));
        return person;
    }

    @Test
    void testUsersAreDroppedByTheirDomainAndNobodyElse() {
        installation.follow("drop-test-users");

        await().until(() -> {
            identify(somebody(), "{\"email\": \"tester@test.example.com\"}");
            return installation.counted("router", "test-user") > 0;
        });
        String tester = somebody();
        installation.send("track", """
                {"userId": "%s", "event": "Viewed", "context": {"traits": {"email": "B@Example.com"}}}
                """.formatted(tester));
        String customer = identify(somebody(), "{\"email\": \"ada@example.org\"}");

        await().until(() -> !got(customer).isEmpty());
        await().until(() -> installation.counted("router", "test-user") > 1);
        assertThat(got(tester)).isEmpty();
    }

    @Test
    void conversionsAreCopiedAsSegmentSentThem() throws IOException {
        Queue<String> copies = new ConcurrentLinkedQueue<>();
        HttpServer receiver = server(body -> {
            copies.add(body);
            return "";
        });
        Files.writeString(installation.folder().resolve("routes/70-copies.camel.yaml"), """
                - route:
                    id: copies
                    description: Shows this test what is in the queue.
                    from:
                      uri: activemq:conversions.copy
                      steps:
                        - removeHeaders: { pattern: "*" }
                        - to: http://127.0.0.1:%d
                    errorHandler: { noErrorHandler: {} }
                """.formatted(
                        receiver.getAddress().getPort()));
        installation.follow("copy-conversions");

        await().until(() -> {
            track(somebody(), "Order Completed", "{\"order_id\": \"copy-%d\"}".formatted(NUMBER.get()));
            return !copies.isEmpty();
        });
        receiver.stop(0);

        JsonNode copy = Http.json(copies.element());
        assertThat(copy.path("event").asText()).isEqualTo("Order Completed");
        await().until(() -> !got(copy.path("userId").asText()).isEmpty());
    }

    @Test
    void aLookUpAddsWhatItSaysAndDoesNotStopTheEventWhenItFails() throws IOException {
        HttpServer customers = server(body -> "{\"tier\": \"platinum\"}");
        installation.follow("look-up");
        askOf(customers);

        awaitEvent(
                RecipesTest::order,
                event -> event.at("/data/customer_tier").asText().equals("platinum"));
        customers.stop(0);
        awaitEvent(RecipesTest::order, event -> !event.path("data").has("customer_tier"));

        assertThat(installation.counted("look_up", "failed")).isPositive();
        assertThat(Http.json(installation.application().management("/actuator/health"))
                        .at("/components/delivery/status")
                        .asText())
                .isEqualTo("UP");
    }

    private static void askOf(HttpServer customers) throws IOException {
        Path route = installation.folder().resolve("routes/35-look-up-customer.camel.yaml");
        Files.writeString(
                route,
                Files.readString(route)
                        .replace(
                                "localhost:8099",
                                "127.0.0.1:" + customers.getAddress().getPort()));
    }

    /** What a sender writes as userId leads to no other path, and nothing of the event goes along. */
    @Test
    void aLookUpAsksForOneCustomerAndForNothingElse() throws IOException {
        List<String> paths = new CopyOnWriteArrayList<>();
        Set<String> headers = ConcurrentHashMap.newKeySet();
        HttpServer customers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        customers.createContext("/", exchange -> {
            paths.add(exchange.getRequestURI().toString());
            exchange.getRequestHeaders().keySet().forEach(name -> headers.add(name.toLowerCase(Locale.ROOT)));
            byte[] answer = "{\"tier\": \"gold\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        customers.start();
        installation.follow("look-up");
        askOf(customers);
        awaitEvent(
                RecipesTest::order,
                event -> event.at("/data/customer_tier").asText().equals("gold"));
        paths.clear();

        List<String> harmful = List.of("../../internal", "%2e%2e/x", "..%2finternal", "a/b", "a\\\\b", "a\\r\\nX-A: b");
        List<String> signsAlone = List.of("..", ".", "%", " .. ");
        List<String> odd = List.of("a?b=c", "a#b", "a;b=c", "Zoë ☕", "a&b", "${body}", "a+b c", "@evil.example:80");
        Stream.of(signsAlone, harmful, odd).flatMap(List::stream).forEach(userId -> track(userId, "Looked Up", "{}"));

        await().untilAsserted(() -> assertThat(extole.events().stream()
                        .filter(event -> event.path("event_name").asText().equals("Looked Up"))
                        .map(event -> event.at("/data/partner_user_id").asText()))
                .hasSize(harmful.size() + odd.size()));
        assertThat(paths)
                .hasSize(odd.size())
                .allMatch(path -> path.matches("/customers/[A-Za-z0-9%._-]+"))
                .contains("/customers/a%3Fb%3Dc", "/customers/%24%7Bbody%7D");
        assertThat(headers)
                .isSubsetOf("accept", "host", "connection", "user-agent", "accept-encoding", "content-length");
        customers.stop(0);
    }

    /** Extole's Persons API, which knows three persons. */
    @Test
    void aPersonIsForwardedByAlias() throws IOException {
        Map<String, String> persons = Map.of(
                "partner_user_id:new", "7001",
                "partner_user_id:old & co", "7002",
                "partner_anonymous_id:visitor", "7003");
        List<String> forwards = new CopyOnWriteArrayList<>();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/v5/persons", exchange -> {
            String key = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "")
                    .replaceFirst("^person_keys=", "");
            String id = persons.get(key);
            if (exchange.getRequestMethod().equals("POST")) {
                forwards.add(exchange.getRequestURI().getPath()
                        + ' '
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            }
            String answer = exchange.getRequestMethod().equals("POST")
                    ? "{\"id\": \"7001\"}"
                    : id == null ? "[]" : "[{\"id\": \"" + id + "\"}]";
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length());
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            exchange.close();
        });
        api.start();
        installation.follow("alias");
        Path route = installation.folder().resolve("routes/37-alias-call.camel.yaml");
        Files.writeString(
                route,
                Files.readString(route)
                        .replace(
                                "{{delivery.api-url}}",
                                "http://127.0.0.1:" + api.getAddress().getPort()));
        awaitTaken("21-router");

        await().until(() -> {
            installation.send("alias", "{\"userId\": \"new\", \"previousId\": \"old & co\"}");
            return !forwards.isEmpty();
        });
        forwards.clear();
        installation.send("alias", "{\"userId\": \"new\", \"previousId\": \"visitor\"}");
        installation.send("alias", "{\"userId\": \"new\", \"previousId\": \"new\"}");
        installation.send("alias", "{\"userId\": \"new\", \"previousId\": \"nobody\"}");
        installation.send("alias", "{\"userId\": \"nobody\", \"previousId\": \"old & co\"}");

        await().until(() -> installation.counted("alias", "nothing") >= 3);
        assertThat(forwards)
                .endsWith("/v5/persons/7003/forward {\"forward_to_profile_id\": \"7001\"}")
                .allMatch(forward -> forward.endsWith("{\"forward_to_profile_id\": \"7001\"}"));
        api.stop(0);
    }

    private static String order() {
        String person = somebody();
        return track(person, "Order Completed", "{\"order_id\": \"order-%s\", \"total\": 42.5}".formatted(person));
    }

    @Test
    void conversionsGoTheSynchronousWay() {
        installation.follow("sync-conversions");

        await().until(() -> {
            order();
            return extole.requests().stream()
                    .anyMatch(request -> request.path("path").asText().equals("/v6/events"));
        });
    }

    @Test
    void anEventThatFailsAloneStepsAsideByAnotherPolicy() {
        installation.follow("redelivery");
        awaitTaken("00-failures");
        extole.fault("{\"match\": \"Poison\", \"status\": 500, \"code\": \"software_error\"}");

        String person = track(somebody(), "Poison", "{}");
        String other = track(somebody(), "Viewed", "{}");

        await().until(() -> !got(other).isEmpty());
        await().until(() -> held() == 1);
        extole.mend();
        await().until(() -> !got(person).isEmpty());
        await().until(() -> held() == 0);
    }

    private static double held() {
        String page = Http.get(installation.application().management("/actuator/prometheus"))
                .body();
        return page.lines()
                .filter(line -> line.startsWith("extole_destination_held_events{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    private static void awaitTaken(String file) {
        await().until(() -> Files.readString(installation.application().log())
                .lines()
                .anyMatch(line -> line.contains("Edit taken, routes files") && line.contains(file)));
    }

    @Test
    void deliveryIsPausedAndGoesOn() throws IOException {
        List<List<String>> commands = Recipe.of("pause").commands();
        assertThat(commands).hasSize(3);

        assertThat(run(commands.get(0))).contains("Delivery is paused.");
        String waiting = track(somebody(), "Viewed", "{}");
        assertThat(run(commands.get(1))).contains("Delivery is paused.", "campaign moves to another program");
        JsonNode health = Http.json(installation.application().management("/actuator/health"));
        assertThat(health.at("/components/delivery/status").asText()).isEqualTo("DOWN");
        assertThat(health.at("/components/delivery").toString()).contains("campaign moves to another program");
        assertThat(got(waiting)).isEmpty();

        assertThat(run(commands.get(2))).contains("Delivery runs.");
        await().until(() -> !got(waiting).isEmpty());
    }

    /** What a command of a page prints. */
    private static String run(List<String> command) throws IOException {
        Path output = Files.createTempFile(folder, "command", ".log");
        List<String> words = new ArrayList<>(command);
        // A page leaves it out: there the instance listens where its settings say.
        words.addAll(Tokens.options(installation.application().management("")));
        try (CommandProcess process =
                CommandProcess.startIn(installation.folder(), output, "128m", words.toArray(String[]::new))) {
            assertThat(process.exitCode())
                    .as("%s: %s", command, Files.readString(output))
                    .isZero();
        }
        return Files.readString(output);
    }

    @Test
    void anotherQueueIsTaken() throws IOException {
        installation.follow("second-queue");
        Files.writeString(installation.folder().resolve("routes/71-crm.camel.yaml"), """
                - route:
                    id: crm
                    description: Stands in for the other program.
                    from:
                      uri: platform-http:/crm
                      steps:
                        - removeHeaders: { pattern: "*" }
                        - convertBodyTo: { type: java.lang.String }
                        - to: { uri: "activemq:crm.events", parameters: { exchangePattern: InOnly } }
                    errorHandler: { noErrorHandler: {} }
                """);
        String person = somebody();

        await().until(() -> Http.post(installation.application().ingest("/crm"), "", """
                        {"type": "track", "event": "Called", "userId": "%s", "messageId": "crm-%s"}
                        """.formatted(person, person))
                        .statusCode()
                < 300);

        await().until(() -> got(person).size() == 1);
    }

    @Test
    void filesAreTaken() throws IOException {
        installation.follow("file-input");
        Path inbox = Files.createDirectories(installation.folder().resolve("inbox"));
        String first = somebody();
        String second = somebody();

        Files.writeString(inbox.resolve("events.ndjson"), """
                {"type": "track", "event": "Visited", "userId": "%s", "messageId": "file-1"}
                {"type": "track", "event": "Visited", "userId": "%s", "messageId": "file-2"}
                """.formatted(first, second));

        await().until(() -> got(first).size() == 1 && got(second).size() == 1);
        await().untilAsserted(
                        () -> assertThat(inbox.resolve(".done/events.ndjson")).exists());
    }

    @Test
    void anEventThatDoesNotFollowItsSchemaBecomesADeadLetter() {
        installation.follow("json-schema");

        await().until(() -> {
            track(somebody(), "Order Completed", "{\"order_id\": 7, \"total\": \"much\"}");
            return installation.counted("dead_letter", "invalid") > 0;
        });
        String sound = order();

        await().until(() -> !got(sound).isEmpty());
        assertThat(Http.get(installation.application().management("/actuator/deadletters"))
                        .body())
                .contains("config/schemas/order-completed.json", "/properties/order_id breaks 'type'");
    }

    @Test
    void aSecondSourceGoesToAnAccountOfItsOwn(@TempDir Path elsewhere) {
        String[] recipes = {"two-accounts"};
        try (Installation shops = new Installation(
                sandbox.uri(),
                elsewhere,
                recipes,
                "OUTLET_WRITE_KEYS=outlet-write-key",
                "OUTLET_EXTOLE_API_KEY=wrong-key-of-outlet")) {
            String customer = somebody();

            shops.send("outlet-write-key", "track", "{\"userId\": \"u-outlet\", \"event\": \"Viewed\"}");
            shops.send("track", "{\"userId\": \"%s\", \"event\": \"Viewed\"}".formatted(customer));

            await().until(() -> extole.requests().stream()
                    .anyMatch(request -> request.path("status").asInt() == 403));
            await().until(() -> !got(customer).isEmpty());
            assertThat(got("u-outlet")).isEmpty();
        }
    }

    @Test
    void sourcesAndAccountsAreTriedInTheSandboxToo(@TempDir Path elsewhere) throws IOException {
        int port = JavaProcess.freePort();
        try (Installation shops = new Installation(
                sandbox.uri(),
                elsewhere,
                new String[] {"two-accounts"},
                "spring.profiles.active=sandbox",
                "sandbox.port=" + port,
                "OUTLET_WRITE_KEYS=outlet-write-key",
                "OUTLET_EXTOLE_API_KEY=sandbox-api-key")) {
            shops.send("outlet-write-key", "track", "{\"userId\": \"u-outlet\", \"event\": \"Viewed\"}");
            shops.send(Application.SUBSCRIPTION_KEY, "/segment", "{\"type\": \"delete\", \"userId\": \"u-1\"}");

            SandboxView own = new SandboxView(URI.create("http://127.0.0.1:" + port));
            await().until(() -> own.events().size() == 1 && own.erasures().size() == 1);
        }
    }

    private interface Answer {
        String to(String body);
    }

    private static HttpServer server(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] said = answer.to(new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        server.start();
        return server;
    }
}
