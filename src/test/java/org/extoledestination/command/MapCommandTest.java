package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.support.Http;
import org.extoledestination.support.LogAgain;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would be sent, told by the shipped mappings, without anything that runs. */
@ExtendWith(LogAgain.class)
@Tag("slow")
class MapCommandTest {

    private static final String REST = "\"userId\":\"u-1\",\"timestamp\":\"2026-11-23T10:00:00Z\"}";
    private static final String ONE = "{\"type\":\"identify\",\"messageId\":\"m-1\"," + REST;
    private static final String TWO = "{\"type\":\"identify\",\"messageId\":\"m-2\"," + REST;

    /** All in one file, for a run takes seconds. Events are known by their ids, what is none by its line. */
    private static final String MANY = """
            {"type":"track","event":"Order Completed","messageId":"m-order","userId":"u-1","timestamp":"2026-11-23T10:00:00Z","properties":{"order_id":"A-1","total":42.50}}
            {"type":"page","userId":"u","messageId":"k-1"}
            {"type":"group","userId":"u","messageId":"k-2"}
            {"type":"identify","userId":"u","messageId":"k-3","integrations":{"All":false}}
            {"type":"track","event":"A1","userId":"u","messageId":"k-4","integrations":{"Extole Platform":false}}
            {"type":"track","event":"A1","userId":"u","messageId":"k-5","context":{"integration":{"name":"EXTOLE"}}}
            {"type":"track","event":"/","userId":"u","messageId":"k-6"}
            {"type":"delete","userId":"u-1","messageId":"d-1","traits":{"email":"mia@example.com"}}
            {"userId":"u-1"}
            {"type":"delete","userId":"u-2","messageId":"d-3","email":"mia"}
            {"type":"delete","userId":"","messageId":"d-4","email":"mia@example.com"}
            {"type":"delete","messageId":"d-5","email":"mia"}
            {"type":"track","event":"Order Completed","userId":"u","messageId":"r-1","properties":{"total":"much"}}
            {"type":"track"}
            no JSON
            null
            1
            "x"
            []
            """ + ONE + '\n' + TWO + '\n';

    private static Run many;

    @TempDir
    private Path folder;

    @BeforeAll
    static void mapMany(@TempDir Path other) throws IOException {
        many = Run.of(
                "map", Files.writeString(other.resolve("events.json"), MANY).toString());
    }

    private static List<JsonNode> many(String ids) {
        return lines(many).stream()
                .filter(line -> line.path("messageId").asText().matches(ids))
                .toList();
    }

    @Test
    void anEventIsShownAsTheRequestThatExtoleWouldGet() {
        assertThat(many.err()).isEmpty();
        assertThat(many.out())
                .startsWith("{\"messageId\":\"m-order\",\"operation\":\"async-event\",\"method\":\"POST\","
                        + "\"path\":\"/v6/async-events\",\"body\":{\"event_name\":\"conversion\","
                        + "\"event_time\":\"2026-11-23T10:00:00.000Z\",\"data\":{\"partner_user_id\":\"u-1\","
                        + "\"partner_conversion_id\":\"A-1\",\"cart_value\":\"42.50\","
                        + "\"segment_message_id\":\"m-order\"}}}" + System.lineSeparator());
    }

    @Test
    void aGzippedArrayIsRead() throws IOException {
        Path file = folder.resolve("events.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(('[' + ONE + ",\n" + TWO + ']').getBytes(StandardCharsets.UTF_8));
        }

        Run run = Run.of("map", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(ids(run)).containsExactly("m-1", "m-2");
    }

    @Test
    void aBatchOnStandardInputIsRead() {
        String batch = "{\n  \"batch\": [" + ONE + ",\n" + TWO + "],\"context\":{\"ip\":\"::1\"}}";
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream(batch.getBytes(StandardCharsets.UTF_8)));

            Run run = Run.of("map", "-");

            assertThat(run.exitCode()).isZero();
            assertThat(ids(run)).containsExactly("m-1", "m-2");
        } finally {
            System.setIn(in);
        }
    }

    private static List<String> ids(Run run) {
        return lines(run).stream().map(line -> line.path("messageId").asText()).toList();
    }

    @Test
    void whatTheRouterKeepsHereIsSkipped() {
        assertThat(many("k-.*"))
                .extracting(line -> line.path("skipped").asText())
                .containsExactly(
                        "nothing", "nothing", "not-for-extole", "not-for-extole", "from-extole", "no-event-name");
    }

    @Test
    void aDeleteIsShownAsTheErasuresThatItBecomes() {
        assertThat(many("d-1"))
                .extracting(line -> line.path("path").asText() + ' ' + line.path("body"))
                .containsExactly(
                        "/v4/erasures {\"partner_user_id\":\"u-1\",\"note\":\"Segment delete d-1\"}",
                        "/v4/erasures {\"email\":\"mia@example.com\",\"note\":\"Segment delete d-1\"}");
    }

    /** As Extole's page on Segment shows it; and an address that is none is no key of anybody. */
    @Test
    void aDeleteNeedsNoTypeAndGoesByTheKeysThatAreGood() {
        assertThat(lines(many).stream()
                        .filter(line -> line.path("path").asText().equals("/v4/erasures"))
                        .skip(many("d-1").size()))
                .extracting(line -> line.at("/body/partner_user_id").asText()
                        + line.at("/body/email").asText())
                .containsExactly("u-1", "u-2", "mia@example.com");
        assertThat(lines(many).stream().filter(line -> line.path("line").asInt() == 12))
                .singleElement()
                .asString()
                .contains("id_required", "Send it with a 'userId'");
    }

    @Test
    void whatIsRefusedIsToldWithItsLineAndTheOthersAreMapped() {
        assertThat(many.exitCode()).isEqualTo(1);
        assertThat(lines(many).stream().filter(line -> line.has("refused")))
                .extracting(line ->
                        line.path("line").asText() + ' ' + line.path("refused").asText())
                .containsExactly(
                        "12 id_required",
                        "13 bad_value",
                        "14 event_not_defined",
                        "15 bad_request",
                        "16 bad_request",
                        "17 bad_request",
                        "18 bad_request",
                        "19 bad_request");
        assertThat(many("r-1").get(0).path("message").asText()).startsWith("conversion.yaml, data.cart_value");
        assertThat(ids(many)).endsWith("m-1", "m-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null,1,\"x\",[],%s]", "{\"batch\":[null,1,\"x\",[],%s]}"})
    void whatIsNoEventIsRefusedAndTheOthersAreMapped(String file) throws IOException {
        Run run = map(file.formatted(ONE));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(lines(run))
                .extracting(line ->
                        line.path("refused").asText() + line.path("path").asText())
                .containsExactly("bad_request", "bad_request", "bad_request", "bad_request", "/v6/async-events");
    }

    @Test
    void anotherFolderOfMappingsCanBeTried() throws IOException {
        Path mappings = Files.createDirectory(folder.resolve("candidate"));
        Files.writeString(mappings.resolve("all.yaml"), "when: { type: identify }\nsend: seen\nmode: sync\n");
        Path file = write(ONE);

        Run run = Run.of("map", "--mappings", mappings.toString(), file.toString());

        assertThat(lines(run)).singleElement().satisfies(line -> {
            assertThat(line.path("path").asText()).isEqualTo("/v6/events");
            assertThat(line.at("/body/event_name").asText()).isEqualTo("seen");
        });
    }

    @Test
    void theAccountOfTheSourceHasItsSay() throws IOException {
        Run unknown = Run.of("map", "--source", "shop", write(ONE).toString());

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("There is no source 'shop' in ingest.sources. Known: ", "Usage: extole-destination map ");
    }

    @Test
    void mistakesInTheMappingsAreTold() throws IOException {
        Path mappings = Files.createDirectory(folder.resolve("candidate"));
        Files.writeString(mappings.resolve("all.yaml"), "when: { type: identify }\nsend: a/b\n");

        Run run = Run.of("map", "--mappings", mappings.toString(), write(ONE).toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("1 mistake in " + mappings, "- all.yaml:2  send: Extole takes no event");
    }

    @Test
    void anExplanationTellsWhatTheRoutesMakeOfWhatWasMapped() throws IOException {
        Map<String, String> account =
                Map.of("delivery.accounts[0].source", "segment", "delivery.accounts[0].container", "eu");
        account.forEach(System::setProperty);
        try {
            Run run = Run.of("map", "--explain", write(ONE).toString());

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .containsPattern("\n    partner_user_id +\"u-1\" +userId")
                    .containsPattern("\n    container +\"eu\" +a route\\R");
        } finally {
            account.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void anExplanationIsSetInColumnsOrSaysWhyNothingIsSentOrWhatIsWrong() throws IOException {
        Run run = Run.of("map", "--explain", write("""
                {"type":"track","event":"Order Completed","messageId":"m-1","userId":"u-1","timestamp":"2026-11-23T10:00:00Z",
                 "properties":{"order_id":"A-1","total":42.50,"revenue":40,"products":[]}}
                {"type":"page","userId":"u","messageId":"m-2"}
                {"type":"track"}
                {"type":"track","event":"Seen"}
                """).toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualToNormalizingNewlines("""
                line 1  track 'Order Completed'  m-1
                  conversion.yaml: it is for track calls named 'conversion' or 'Order Completed' or 'Completed Order'
                  passed over: track.yaml (less specific: track calls)

                  POST /v6/async-events
                    event_name             "conversion"                send
                    event_time             "2026-11-23T10:00:00.000Z"  timestamp
                    partner_user_id        "u-1"                       userId               path 1 of 4, as text
                    partner_conversion_id  "A-1"                       properties.order_id  path 2 of 2, as id
                    cart_value             "42.50"                     properties.total     path 2 of 3, as money
                    segment_message_id     "m-1"                       messageId
                    revenue                40                          properties.revenue   rest

                  Stays here
                    properties.products  data.products passes it over: it is not an id: a text or a number

                line 3  page  m-2
                  not sent (nothing): No mapping file is for calls of this type.

                line 4  track
                  refused (event_not_defined): The event is a track call without 'event'.

                line 5  track 'Seen'
                  refused (no_user_anon_id): The event names nobody: it has no user id, no anonymous id and no sound e-mail address in the places of 'person' in the settings. Looked for: userId, traits.partner_user_id, properties.partner_user_id, context.traits.partner_user_id, traits.email, properties.email, context.traits.email, email, anonymousId, traits.partner_anonymous_id, properties.partner_anonymous_id, context.traits.anonymousId.
                """);
    }

    @Test
    void anExplanationDoubtsTheTimeThatItsSenderWroteAndNoOther() throws IOException {
        List<List<String>> table =
                """
                        "timestamp":"soon"                                                     | the clock  | is no time that is read
                        "timestamp":"4052-01-01T00:00:00Z"                                     | the clock  | is before 1971 or after the event was received
                        "timestamp":"4052-01-01T00:00:00Z","receivedAt":"2024-02-03T04:59:10Z" | receivedAt | is before 1971 or after the event was received
                        "timestamp":"2025-01-01T00:00:00Z","receivedAt":"2024-02-03T04:59:10Z" | receivedAt | is before 1971 or after the event was received
                        "timestamp":"soon","receivedAt":"2024-02-03T04:59:10Z"                 | receivedAt | is no time that is read
                        "timestamp":"soon","sentAt":"2024-02-03T04:59:10Z"                     | sentAt     | is no time that is read
                        "timestamp":0,"originalTimestamp":"2024-02-03T04:59:10Z"               | originalTimestamp | is no time that is read
                        "timestamp":"4052-01-01T00:00:00Z","originalTimestamp":"2024-02-03T04:59:10Z","receivedAt":"2024-02-03T04:59:11Z" \
                        | originalTimestamp | is before 1971 or after the event was received
                        """.lines().map(line -> List.of(line.split(" +\\| +", -1))).toList();
        StringBuilder events = new StringBuilder();
        String event = "{\"type\":\"track\",\"event\":\"Seen\",\"userId\":\"u\",%s}";
        table.forEach(row -> events.append(event.formatted(row.get(0))).append('\n'));
        table.forEach(row -> events.append(
                "{\"batch\":[%s],\"context\":{\"ip\":\"::1\"}}\n".formatted(event.formatted(row.get(0)))));

        String[] told = Run.of("map", "--explain", write(events.toString()).toString())
                .out()
                .split("(?m)^line \\d+ .*\n", -1);

        assertThat(told).hasSize(1 + 2 * table.size());
        for (int i = 1; i < told.length; i++) {
            List<String> row = table.get((i - 1) % table.size());
            assertThat(told[i])
                    .as(row.get(0))
                    .containsPattern("event_time +\"20[^\"]+\" +" + row.get(1) + "\n")
                    .containsPattern(
                            "\n    timestamp +it " + row.get(2) + "; event_time comes from " + row.get(1) + "\n")
                    .doesNotContain("    originalTimestamp ");
            assertThat(told[i].contains("    receivedAt "))
                    .as(row.get(0))
                    .isEqualTo(row.get(0).contains("receivedAt") && !row.get(1).equals("receivedAt"));
        }
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @CsvSource(delimiter = '|', textBlock = """
            [{"type":     | is not JSON
            hello         | holds no events: it begins neither
            null          | holds no events: it begins neither
            """)
    void aFileThatHoldsNoEventsIsToldSo(String text, String message) throws IOException {
        Run run = map(text);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(folder.toString(), message);
    }

    @Test
    void aFileThatDoesNotExistIsToldSo() {
        Run run = Run.of("map", folder.resolve("none.json").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo(folder.resolve("none.json") + " does not exist.");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", " ", "extole"})
    void anAddressOfExtoleThatIsNoneIsToldSo(String address) throws IOException {
        System.setProperty("EXTOLE_EVENTS_URL", address);
        try {
            Run run = map(ONE);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("events-url (EXTOLE_EVENTS_URL) must be set and begin with http:// or https://")
                    .doesNotContain("NullPointer", "Exception");
        } finally {
            System.clearProperty("EXTOLE_EVENTS_URL");
        }
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"map", "map a b", "map --explan a", "map a --mappings"})
    void whatIsNotUnderstoodIsAnsweredByTheUsage(String line) {
        Run run = Run.of(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: extole-destination map");
    }

    private Run map(String text) throws IOException {
        return Run.of("map", write(text).toString());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("events.json"), text);
    }

    private static List<JsonNode> lines(Run run) {
        return run.out().lines().map(Http::json).toList();
    }
}
