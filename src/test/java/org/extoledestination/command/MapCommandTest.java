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
import java.util.zip.GZIPOutputStream;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.support.Http;
import org.extoledestination.support.LogAgain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would be sent, told by the shipped mappings, without anything that runs. */
@ExtendWith(LogAgain.class)
class MapCommandTest {

    private static final String REST = "\"userId\":\"u-1\",\"timestamp\":\"2026-11-23T10:00:00Z\"}";
    private static final String ONE = "{\"type\":\"identify\",\"messageId\":\"m-1\"," + REST;
    private static final String TWO = "{\"type\":\"identify\",\"messageId\":\"m-2\"," + REST;

    @TempDir
    private Path folder;

    @Test
    void anEventIsShownAsTheRequestThatExtoleWouldGet() throws IOException {
        Run run = map("""
                {"type":"track","event":"Order Completed","messageId":"m-1","userId":"u-1","timestamp":"2026-11-23T10:00:00Z","properties":{"order_id":"A-1","total":42.50}}
                """);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualToNormalizingNewlines(
                        "{\"messageId\":\"m-1\",\"operation\":\"async-event\",\"method\":\"POST\","
                                + "\"path\":\"/v6/async-events\",\"body\":{\"event_name\":\"conversion\","
                                + "\"event_time\":\"2026-11-23T10:00:00.000Z\",\"data\":{\"partner_user_id\":\"u-1\","
                                + "\"partner_conversion_id\":\"A-1\",\"cart_value\":\"42.50\","
                                + "\"segment_message_id\":\"m-1\"}}}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ONE + "\n" + TWO + "\n",
                "[" + ONE + ",\n" + TWO + "]",
                "{\n  \"batch\": [" + ONE + ",\n" + TWO + "],\"context\":{\"ip\":\"::1\"}}"
            })
    void everyFormOfAFileIsRead(String text) throws IOException {
        assertThat(lines(map(text)))
                .extracting(line -> line.path("messageId").asText())
                .containsExactly("m-1", "m-2");
    }

    @Test
    void aGzippedFileIsRead() throws IOException {
        Path file = folder.resolve("events.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((ONE + '\n' + TWO).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(lines(Run.of("map", file.toString()))).hasSize(2);
    }

    @Test
    void standardInputIsRead() throws IOException {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream(ONE.getBytes(StandardCharsets.UTF_8)));

            assertThat(lines(Run.of("map", "-"))).hasSize(1);
        } finally {
            System.setIn(in);
        }
    }

    @Test
    void whatTheRouterKeepsHereIsSkipped() throws IOException {
        Run run = map("""
                {"type":"page","userId":"u"}
                {"type":"group","userId":"u"}
                {"type":"identify","userId":"u","integrations":{"All":false}}
                {"type":"track","event":"A1","userId":"u","integrations":{"Extole Platform":false}}
                {"type":"track","event":"A1","userId":"u","context":{"integration":{"name":"EXTOLE"}}}
                {"type":"track","event":"/","userId":"u"}
                """);

        assertThat(run.exitCode()).isZero();
        assertThat(lines(run))
                .extracting(line -> line.path("skipped").asText())
                .containsExactly(
                        "nothing", "nothing", "not-for-extole", "not-for-extole", "from-extole", "no-event-name");
    }

    @Test
    void aDeleteIsShownAsTheErasuresThatItBecomes() throws IOException {
        Run run = map(
                "{\"type\":\"delete\",\"userId\":\"u-1\",\"messageId\":\"m-1\",\"traits\":{\"email\":\"mia@example.com\"}}");

        assertThat(lines(run))
                .extracting(line -> line.path("path").asText() + ' ' + line.path("body"))
                .containsExactly(
                        "/v4/erasures {\"partner_user_id\":\"u-1\",\"note\":\"Segment delete m-1\"}",
                        "/v4/erasures {\"email\":\"mia@example.com\",\"note\":\"Segment delete m-1\"}");
    }

    /** As Extole's page on Segment shows it; and an address that is none is no key of anybody. */
    @Test
    void aDeleteNeedsNoTypeAndGoesByTheKeysThatAreGood() throws IOException {
        Run run = map("""
                {"userId":"u-1"}
                {"type":"delete","userId":"u-2","messageId":"m-2","email":"mia"}
                {"type":"delete","userId":"","messageId":"m-3","email":"mia@example.com"}
                {"type":"delete","messageId":"m-4","email":"mia"}
                """);

        assertThat(lines(run).stream().filter(line -> line.has("path")))
                .extracting(line -> line.at("/body/partner_user_id").asText()
                        + line.at("/body/email").asText())
                .containsExactly("u-1", "u-2", "mia@example.com");
        assertThat(run.exitCode()).isOne();
        assertThat(lines(run).get(3).toString()).contains("id_required", "Send it with a 'userId'");
    }

    @Test
    void whatIsRefusedIsToldWithItsLineAndTheOthersAreMapped() throws IOException {
        Run run = map(ONE
                + "\n{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"messageId\":\"m-2\",\"properties\":{\"total\":\"much\"}}\n{\"type\":\"track\"}\nno JSON\n"
                + TWO);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(lines(run))
                .extracting(line ->
                        line.path("line").asText() + ' ' + line.path("refused").asText())
                .containsExactly(" ", "2 bad_value", "3 event_not_defined", "4 bad_request", " ");
        assertThat(lines(run).get(1).path("message").asText()).startsWith("conversion.yaml, data.cart_value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null,1,\"x\",[],", TWO + "\nnull\n1\n\"x\"\n[]\n", "{\"batch\":[null,1,\"x\",[],"})
    void whatIsNoEventIsRefusedAndTheOthersAreMapped(String before) throws IOException {
        Run run = map(before + ONE + (before.startsWith("[") ? "]" : before.startsWith("{\"batch") ? "]}" : ""));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(lines(run))
                .extracting(line ->
                        line.path("refused").asText() + line.path("path").asText())
                .endsWith("/v6/async-events")
                .filteredOn(each -> !each.startsWith("/"))
                .isNotEmpty()
                .containsOnly("bad_request");
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
                .contains(
                        "There is no source 'shop' in ingest.sources. Known: ", "Usage: extole-destination map ");
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
    void anExplanationIsSetInColumns() throws IOException {
        Run run = Run.of("map", "--explain", write("""
                {"type":"track","event":"Order Completed","messageId":"m-1","userId":"u-1","timestamp":"2026-11-23T10:00:00Z",
                 "properties":{"order_id":"A-1","total":42.50,"revenue":40,"products":[]}}
                """).toString());

        assertThat(run.exitCode()).isZero();
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
                """);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "timestamp":"soon"                                                    | the clock | it is no time that is read; event_time comes from the clock
            "timestamp":"4052-01-01T00:00:00Z"                                    | the clock | it is before 1971 or after the event was received; event_time comes from the clock
            "timestamp":"4052-01-01T00:00:00Z","receivedAt":"2024-02-03T04:59:10Z" | receivedAt | it is before 1971 or after the event was received; event_time comes from receivedAt
            "timestamp":"soon","receivedAt":"2024-02-03T04:59:10Z"                | receivedAt | it is no time that is read; event_time comes from receivedAt
            "timestamp":"soon","sentAt":"2024-02-03T04:59:10Z"                    | sentAt | it is no time that is read; event_time comes from sentAt
            "timestamp":"2026-01-01T00:00:00Z","receivedAt":"2024-02-03T04:59:10Z" | receivedAt | it is before 1971 or after the event was received; event_time comes from receivedAt
            "timestamp":0,"originalTimestamp":"2024-02-03T04:59:10Z","receivedAt":"2024-02-03T04:59:11Z" | originalTimestamp | it is no time that is read; event_time comes from originalTimestamp
            "timestamp":"4052-01-01T00:00:00Z","originalTimestamp":"2024-02-03T04:59:10Z","receivedAt":"2024-02-03T04:59:11Z" | originalTimestamp | it is before 1971 or after the event was received; event_time comes from originalTimestamp
            """)
    void anExplanationDoubtsTheTimeThatItsSenderWroteAndNoOther(String times, String from, String doubt)
            throws IOException {
        String event = "\"type\":\"track\",\"event\":\"Seen\",\"userId\":\"u\"";
        Path alone = write("{" + event + "," + times + "}");
        Path inABatch = Files.writeString(
                folder.resolve("batch.json"), "{\"batch\":[{" + event + "," + times + "}],\"context\":{\"ip\":\"::1\"}}");

        for (Path file : List.of(alone, inABatch)) {
            Run run = Run.of("map", "--explain", file.toString());

            assertThat(run.out())
                    .containsPattern("event_time +\"20[^\"]+\"  " + from + "\n")
                    .containsPattern("\n    timestamp +" + doubt + "\n");
            assertThat(run.out().contains("    originalTimestamp ")).isFalse();
            assertThat(run.out().contains("    receivedAt ")).isEqualTo(times.contains("receivedAt") && !from.equals("receivedAt"));
        }
    }

    @Test
    void anExplanationSaysWhyNothingIsSentOrWhatIsWrong() throws IOException {
        Run run = Run.of(
                "map",
                "--explain",
                write(
                                "{\"type\":\"page\",\"userId\":\"u\",\"messageId\":\"m-1\"}\n{\"type\":\"track\"}\n{\"type\":\"track\",\"event\":\"Seen\"}")
                        .toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualToNormalizingNewlines("""
                line 1  page  m-1
                  not sent (nothing): No mapping file is for calls of this type.

                line 2  track
                  refused (event_not_defined): The event is a track call without 'event'.

                line 3  track 'Seen'
                  refused (no_user_anon_id): The event names nobody: it has no user id, no anonymous id and no sound e-mail address in the places of 'person' in the settings. Looked for: userId, traits.partner_user_id, properties.partner_user_id, context.traits.partner_user_id, traits.email, properties.email, context.traits.email, email, anonymousId, traits.partner_anonymous_id, properties.partner_anonymous_id, context.traits.anonymousId.
                """);
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
