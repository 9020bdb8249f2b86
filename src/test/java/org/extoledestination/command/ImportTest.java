package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files on their way to a real instance and to Extole's stand-in behind it. */
@Tag("slow")
class ImportTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(
                sandbox.uri(), dataDir, "ingest.sources[1].name=shop", "ingest.sources[1].write-keys=shop-key");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    static Stream<Arguments> formats() {
        String one = Archives.track("%1$s-0");
        String two = Archives.track("%1$s-1");
        return Stream.of(
                Arguments.of("an event a line", one + '\n' + two + '\n', false),
                Arguments.of(
                        "no line end at the end, Windows lines, blank ones", "\r\n" + one + "\r\n\r\n" + two, false),
                Arguments.of("a batch a line", "{\"batch\":[" + one + ',' + two + "],\"sentAt\":null}", false),
                Arguments.of("an array", "[" + one + ",\n " + two + "]\n", false),
                Arguments.of("arrays in a row", "[" + one + "] [" + two + "]", false),
                Arguments.of("a byte order mark", "\ufeff" + one + '\n' + two, false),
                Arguments.of("gzipped lines", one + '\n' + two, true),
                Arguments.of("a gzipped array", "[" + one + ',' + two + ']', true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void everyFormatIsKnownByItsContent(String name, String text, boolean gzipped) {
        String prefix = "format" + Integer.toHexString(name.hashCode());
        String events = text.replace("%1$s", prefix);
        Path file = folder.resolve("archive.txt");
        Archives.write(
                file, gzipped ? Archives.gzip(events) : events.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.count("accepted")).isEqualTo(2);
        awaitDelivered(Archives.ids(prefix, 2));
    }

    @Test
    void severalGzipMembersInARowAreOneArchive() {
        List<String> ids = Archives.ids("members", 3);
        Path file = Archives.write(
                folder.resolve("segment.gz"),
                Archives.gzip(ids.stream().map(id -> Archives.track(id) + '\n').toArray(String[]::new)));

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        awaitDelivered(ids);
    }

    @Test
    void theInstanceTellsHowFarAnImportIsWhileItRunsAndWhenItHasEnded() {
        Path file = Archives.write(
                folder.resolve("told.ndjson"),
                IntStream.range(0, 40)
                                .mapToObj(i -> Archives.track("told-" + i))
                                .collect(Collectors.joining("\n"))
                        + "\nno JSON\n");

        CompletableFuture<ImportOutcome> run = CompletableFuture.supplyAsync(
                () -> ImportOutcome.of(application.management("/"), file, "--rate", "10", "--dry-run"));
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            JsonNode told =
                    Http.json(application.management("/actuator/import")).at("/imports/0");
            assertThat(told.path("state").asText()).isEqualTo("running");
            assertThat(told.path("isDry").asBoolean()).isTrue();
            assertThat(told.path("accepted").asInt()).isBetween(10, 39);
        });
        assertThat(run.join().exitCode()).isEqualTo(3);

        JsonNode told = Http.json(application.management("/actuator/import")).at("/imports/0");
        assertThat(told.path("state").asText()).isEqualTo("finished");
        assertThat(told.path("read").asInt()).isEqualTo(41);
        assertThat(told.path("accepted").asInt()).isEqualTo(40);
        assertThat(told.path("refused").asInt()).isEqualTo(1);
        assertThat(told.path("percent").asInt()).isEqualTo(100);
    }

    @Test
    void timesAndNumbersOfTheArchiveAreKept() {
        Path file = Archives.write(folder.resolve("old.ndjson"), """
                {"batch":[{"type":"track","event":"Step","userId":"u-t","messageId":"times-1",\
                "timestamp":"2024-02-03T04:05:06.007Z","properties":{"number":12345678901234567890}}],"sentAt":"2024-02-03T04:05:36Z"}
                {"type":"track","event":"Step","userId":"u-t","messageId":"times-2",\
                "originalTimestamp":"2024-02-03T05:00:00Z","sentAt":"2024-02-03T05:00:10Z",\
                "timestamp":"2024-02-03T04:59:00Z","receivedAt":"2024-02-03T04:59:10Z"}
                """);

        ImportOutcome.of(application.management("/"), file);

        awaitDelivered(List.of("times-1", "times-2"));
        assertThat(event("times-1").path("event_time").asText()).isEqualTo("2024-02-03T04:05:06.007Z");
        assertThat(event("times-1").at("/data/number").toString()).isEqualTo("12345678901234567890");
        assertThat(event("times-2").path("event_time").asText()).isEqualTo("2024-02-03T04:59:00.000Z");
    }

    @Test
    void aTimeThatCannotBeReadIsRefusedWhateverTheReceiptAndOneThatCannotBeBelievedWithoutOne() {
        String event = "{\"type\":\"track\",\"event\":\"Step\",\"userId\":\"u-t\",\"messageId\":\"doubt-%s\",%s}";
        String receipt = "\"receivedAt\":\"2024-02-03T04:59:10Z\"";
        Path file = Archives.write(
                folder.resolve("doubts.ndjson"),
                String.join(
                        "\n",
                        event.formatted(1, "\"timestamp\":\"soon\""),
                        event.formatted(2, "\"timestamp\":\"soon\"," + receipt),
                        event.formatted(3, "\"timestamp\":\"4052-01-01T00:00:00Z\""),
                        event.formatted(4, "\"timestamp\":\"4052-01-01T00:00:00Z\"," + receipt)));

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).contains("refused              3  bad_timestamp 3");
        assertThat(outcome.err())
                .contains(
                        "line 1, event 1, messageId doubt-1: bad_timestamp. ",
                        "line 2, event 2, messageId doubt-2: bad_timestamp. ",
                        "line 3, event 3, messageId doubt-3: bad_timestamp. ");
        awaitDelivered(List.of("doubt-4"));
        assertThat(event("doubt-4").path("event_time").asText()).isEqualTo("2024-02-03T04:59:10.000Z");
    }

    @Test
    void aFileWithoutMessageIdsCanBeImportedTwice() {
        String event =
                "{\"type\":\"track\",\"event\":\"No Id\",\"userId\":\"u-%d\",\"timestamp\":\"2026-03-02T09:00:00Z\"}";
        Path lines = Archives.write(folder.resolve("lines.json"), event.formatted(1) + '\n' + event.formatted(2));
        Path array = Archives.write(
                folder.resolve("array.json"),
                "[" + event.formatted(1).replace(",", " , ") + ",\n" + event.formatted(2) + "]");
        Path last = Archives.write(folder.resolve("last.json"), Archives.track("no-id-last"));

        Stream.of(lines, lines, array, last)
                .forEach(file -> assertThat(ImportOutcome.of(application.management("/"), file)
                                .exitCode())
                        .isZero());

        awaitDelivered(List.of("no-id-last"));
        awaitQueueIsEmpty();
        assertThat(extole.events())
                .filteredOn(sent -> sent.path("event_name").asText().equals("No Id"))
                .hasSize(2)
                .allSatisfy(sent ->
                        assertThat(sent.at("/data/segment_message_id").asText()).matches("file-[0-9a-f]{32}"));
    }

    @Test
    void refusedEventsAreReportedWithTheirPlaceAndNothingOfWhatIsInThem() {
        Path file = Archives.write(
                folder.resolve("bad.ndjson"), Archives.track("report-0") + """

                {"type":"track","event":"Step","userId":"secret@example.com","messageId":"report-1",
                {"type":"track","userId":"secret@example.com","messageId":"report-2"}
                {"batch":[%s,{"type":"identify","messageId":"report-4"}]}
                {"type":"delete","userId":"secret@example.com","messageId":"report-5"}
                """.formatted(Archives.track("report-3")));
        Path report = folder.resolve("refused.ndjson");

        ImportOutcome printed = ImportOutcome.of(application.management("/"), file);
        ImportOutcome written = ImportOutcome.of(application.management("/"), file, "--report", report.toString());

        assertThat(List.of(printed.exitCode(), written.exitCode())).containsOnly(3);
        assertThat(printed.out())
                .contains("refused              4  bad_request 1, delete_not_allowed 1, event_not_defined 1,"
                        + " no_user_anon_id 1");
        assertThat(printed.err())
                .contains("line 2, event 2: bad_request. The line is not JSON: it breaks at column ")
                .contains("line 3, event 3, messageId report-2: event_not_defined. The event is a track call")
                .contains("line 5, event 6, messageId report-5: delete_not_allowed. ")
                .doesNotContain("secret");
        assertThat(written.err()).isEmpty();
        assertThat(lines(report))
                .hasSize(4)
                .anySatisfy(line -> assertThat(Http.json(line)).isEqualTo(Http.json("""
                        {"line": 4, "event": 5, "messageId": "report-4", "code": "no_user_anon_id", "message":
                         "The event names nobody: it has no user id, no anonymous id and no sound e-mail address in the places of 'person' in the settings."}""")));
        awaitDelivered(List.of("report-0", "report-3"));
        assertThat(extole.erasures()).isEmpty();
    }

    @Test
    void aLongListOfRefusalsIsCutShortOnTheScreen() {
        Path file = Archives.write(folder.resolve("many.ndjson"), "{\"type\":\"none\"}\n".repeat(25));

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.err().lines()).hasSize(21).last().asString().startsWith("and 5 more.");
    }

    @Test
    void deletesAreTakenWhenTheyAreMeant() {
        Path file = Archives.write(
                folder.resolve("deletes.ndjson"),
                "{\"type\":\"delete\",\"userId\":\"u-gone\",\"messageId\":\"gone-1\"}\n{\"userId\":\"u-gone-too\"}");

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file, "--with-deletes");

        assertThat(outcome.exitCode()).isZero();
        await().until(() -> extole.erasures().size() == 2);
        Http.delete(sandbox.uri().resolve("/__sandbox/"));
    }

    @Test
    void aDryRunChecksEverythingAndKeepsNothing() {
        Path file = Archives.write(
                folder.resolve("dry.ndjson"), Archives.lines(Archives.ids("dry", 3)) + "{\"type\":\"track\"}\n");
        Path after = Archives.write(folder.resolve("after.ndjson"), Archives.track("after-dry"));

        ImportOutcome dry = ImportOutcome.of(application.management("/"), file, "--dry-run");
        ImportOutcome.of(application.management("/"), after);

        assertThat(dry.exitCode()).isEqualTo(3);
        assertThat(dry.out()).startsWith("Dry run of ").contains("nothing was kept");
        assertThat(dry.count("accepted")).isEqualTo(3);
        awaitDelivered(List.of("after-dry"));
        assertThat(extole.eachEvents("/data/segment_message_id")).noneMatch(id -> id.startsWith("dry-"));
        assertThat(folder).isDirectoryNotContaining("glob:**.import-progress*");
    }

    /** It is there to find all that is wrong. */
    @Test
    void aDryRunGoesOnAfterABrokenFile() {
        Path first = Archives.write(folder.resolve("dry-1.ndjson"), Archives.lines(Archives.ids("dry-1", 3)));
        Path broken = Archives.write(folder.resolve("dry-2.ndjson"), "[" + Archives.track("dry-2-0") + ", {");
        Path nothing = Archives.write(folder.resolve("dry-3.ndjson"), "no events");
        Path last = Archives.write(folder.resolve("dry-4.ndjson"), Archives.lines(Archives.ids("dry-4", 2)));

        ImportOutcome dry =
                ImportOutcome.of(application.management("/"), List.of(first, broken, nothing, last), "--dry-run");

        assertThat(dry.exitCode()).isEqualTo(1);
        assertThat(dry.out())
                .contains(
                        "Dry run of " + first,
                        "Dry run of " + broken + " in part, nothing was kept",
                        "Dry run of " + last);
        assertThat(dry.err())
                .contains(
                        broken + " is not JSON",
                        nothing + " holds no events",
                        "2 of 4 files cannot be read to their end")
                .doesNotContain("are done", "--restart");
    }

    @Test
    void onlyEventsOfTheAskedTimeAreTaken() {
        Path file = Archives.write(
                folder.resolve("times.ndjson"),
                String.join(
                        "\n",
                        Archives.track("range-before", "2026-11-19T23:59:59.999Z"),
                        Archives.track("range-first", "2026-11-20T00:00:00Z"),
                        Archives.track("range-last", "2026-11-21T11:59:59Z"),
                        Archives.track("range-behind", "2026-11-21T12:00:00Z")));

        ImportOutcome outcome = ImportOutcome.of(
                application.management("/"), file, "--since", "2026-11-20", "--until", "2026-11-21T14:00:00+02:00");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.count("left out")).isEqualTo(2);
        awaitDelivered(List.of("range-first", "range-last"));
        assertThat(extole.eachEvents("/data/segment_message_id")).doesNotContain("range-before", "range-behind");
    }

    @Test
    void theRateIsKept() {
        Path file = Archives.write(folder.resolve("slow.ndjson"), Archives.lines(Archives.ids("rate", 60)));
        long begin = System.nanoTime();

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file, "--rate", "20");

        assertThat(outcome.count("accepted")).isEqualTo(60);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }

    @Test
    void aSourceMustBeAConfiguredOne() {
        Path file = Archives.write(folder.resolve("shop.ndjson"), Archives.track("shop-1"));

        ImportOutcome unknown = ImportOutcome.of(application.management("/"), file, "--source", "shoop");
        ImportOutcome known = ImportOutcome.of(application.management("/"), file, "--source", "shop");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("There is no source 'shoop' in ingest.sources. Known: segment, shop.");
        assertThat(known.exitCode()).isZero();
        awaitDelivered(List.of("shop-1"));
    }

    @Test
    void aTruncatedGzipIsTakenUpToTheBreak() {
        String events = Archives.lines(Archives.ids("cut", 2_000));
        byte[] whole = Archives.gzip(events);
        Path file = Archives.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length / 2));

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);
        Archives.write(file, whole);
        ImportOutcome changed = ImportOutcome.of(application.management("/"), file);
        ImportOutcome mended = ImportOutcome.of(application.management("/"), file, "--restart");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("ends in the middle of its gzip data", "--restart");
        assertThat(outcome.count("accepted")).isBetween(500L, 1_500L);
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err()).contains("The file has changed since its import was begun");
        assertThat(mended.count("accepted")).isEqualTo(2_000);
        awaitDelivered(Archives.ids("cut", 2_000));
        awaitQueueIsEmpty();
        assertThat(extole.eachEvents("/data/segment_message_id"))
                .filteredOn(id -> id.startsWith("cut-"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            # text                      | message
            id,name                     | holds no events: it begins neither with '{' nor with '['.
            null                        | holds no events: it begins neither with '{' nor with '['.
            '{"secret'                  | is not JSON: line 1 breaks at column
            '[{"type":"x"},{"secret" 1' | is not JSON: it breaks at line 1, column
            """)
    void aFileThatHoldsNoEventsIsRefusedWithThePlace(String text, String message) {
        Path file = Archives.write(folder.resolve("wrong.json"), text);

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("wrong.json " + message).doesNotContain("secret");
    }

    @Test
    void severalFilesAndThoseOfAFolderAreOneImportInTheirOrder() throws IOException {
        Path days = Files.createDirectories(folder.resolve("days/2026-11"));
        Archives.write(days.resolve("b.ndjson"), Archives.track("day-b"));
        Archives.write(days.resolve("a.gz"), Archives.gzip(Archives.track("day-a")));
        Archives.write(days.resolve(".hidden"), "no JSON");
        Archives.write(days.resolve("empty.json"), "");
        Path first = Archives.write(folder.resolve("z-first.json"), Archives.track("day-z") + "\n{\"type\":\"none\"}");
        Path report = folder.resolve("several.refused");

        ImportOutcome outcome = ImportOutcome.of(
                application.management("/"), List.of(first, folder.resolve("days")), "--report", report.toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out())
                .containsSubsequence("z-first.json", "a.gz", "b.ndjson", "empty.json", "All 4 files:")
                .containsSubsequence(
                        "All 4 files:", "read                 4", "accepted             3", "refused              1");
        assertThat(Http.json(lines(report).get(0)).path("file").asText()).isEqualTo(first.toString());
        assertThat(days).isDirectoryNotContaining("glob:**" + ImportProgress.SUFFIX);
        awaitDelivered(List.of("day-z", "day-a", "day-b"));
    }

    /** Nobody takes a folder without files for one that was imported. */
    @Test
    void aFolderWithoutAnyFileIsSaid() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty/deeper"));
        Archives.write(empty.resolve(".hidden"), "no JSON");
        Path file = Archives.write(folder.resolve("beside.json"), Archives.track("beside-an-empty-folder"));

        ImportOutcome alone = ImportOutcome.of(application.management("/"), folder.resolve("empty"));
        ImportOutcome beside = ImportOutcome.of(application.management("/"), List.of(folder.resolve("empty"), file));

        assertThat(alone.exitCode()).isZero();
        assertThat(alone.err()).contains("No file to import in " + folder.resolve("empty") + ".");
        assertThat(beside.exitCode()).isZero();
        assertThat(beside.err()).contains("No file to import in " + folder.resolve("empty") + ".");
        awaitDelivered(List.of("beside-an-empty-folder"));
    }

    @Test
    void aFileThatBreaksOffEndsTheImportForWhatIsInLaterFilesMayHaveHappenedLater() {
        Path broken = Archives.write(folder.resolve("some-1.json"), "[" + Archives.track("some-1") + ", {");
        Path sound = Archives.write(folder.resolve("some-2.json"), Archives.track("some-2"));
        List<Path> both = List.of(broken, sound);

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), both);
        ImportOutcome again = ImportOutcome.of(application.management("/"), both);
        ImportOutcome missing = ImportOutcome.of(application.management("/"), List.of(sound, folder.resolve("none")));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("some-1.json is not JSON: it breaks at", "The 1 events before the break");
        assertThat(outcome.err()).contains("The 1 files after it were not begun", "or name the others alone");
        assertThat(outcome.out()).doesNotContain("Imported " + sound);
        assertThat(again.err()).contains("1 events were done before.");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("none does not exist.");
        assertThat(missing.out()).isEmpty();
        assertThat(ImportOutcome.of(application.management("/"), List.of(sound)).exitCode())
                .isZero();
        awaitDelivered(List.of("some-1", "some-2"));
    }

    @Test
    void standardInputIsImported() {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream(
                    Archives.track("from-standard-input").getBytes(StandardCharsets.UTF_8)));

            ImportOutcome outcome = ImportOutcome.of(application.management("/"), Path.of("-"));

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).contains("Imported Standard input", "accepted             1");
        } finally {
            System.setIn(in);
        }
        assertThat(Path.of("-" + ImportProgress.SUFFIX)).doesNotExist();
        awaitDelivered(List.of("from-standard-input"));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "  ", "\n\n", "[]"})
    void aFileWithoutEventsIsNoMistake(String text) {
        ImportOutcome outcome =
                ImportOutcome.of(application.management("/"), Archives.write(folder.resolve("nothing"), text));

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.count("read")).isZero();
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"array, [, ',', ]", "lines, '', '\n', ''"})
    void aNameWithHalfASurrogatePairCostsNothing(String form, String begin, String between, String end) {
        String odd = Archives.track("odd-" + form).replaceFirst("\\{", "{\"\\\\ud800\":{\"\\\\udc00x\":1},");
        Path file = Archives.write(
                folder.resolve(form + ".json"), begin + odd + between + Archives.track("beside-" + form) + end);

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.count("accepted")).isEqualTo(2);
    }

    @Test
    void whatIsNotUtf8IsCalledSo() {
        byte[] latin1 = Archives.track("latin-é").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Archives.write(folder.resolve("latin1.json"), latin1);

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("latin1.json is not UTF-8. Convert it");
    }

    @Test
    void whatFollowsTheGzipDataIsNotPassedOverInSilence() {
        byte[] gzip = Archives.gzip(Archives.track("tail-1"));
        byte[] longer = Arrays.copyOf(gzip, gzip.length + 5);
        Path file = Archives.write(folder.resolve("tail.gz"), longer);

        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("has broken gzip data");
    }

    @Test
    void mistakesInTheCommandAreExplained() {
        Path file = Archives.write(folder.resolve("fine.ndjson"), Archives.track("fine-1"));

        assertThat(ImportOutcome.of(application.management("/"), folder.resolve("none.json")))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(1))
                .satisfies(outcome -> assertThat(outcome.err()).contains("none.json does not exist."));
        assertThat(ImportOutcome.of(application.ingest("/"), file))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(1))
                .satisfies(outcome -> assertThat(outcome.err()).contains("answered 404", "--url"));
        assertThat(ImportOutcome.of(java.net.URI.create("http://127.0.0.1:1"), file))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(1))
                .satisfies(outcome -> assertThat(outcome.err()).contains("No instance answers at http://127.0.0.1:1"));
        assertThat(ImportOutcome.of(application.management("/"), file, "--since", "soon"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2))
                .satisfies(outcome -> assertThat(outcome.err()).contains("'soon' is no time"));
        assertThat(ImportOutcome.of(
                        application.management("/"), file, "--since", "2026-02-02", "--until", "2026-02-01"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2));
        assertThat(ImportOutcome.of(application.management("/"), file, "--rate", "-1"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2));
        assertThat(ImportOutcome.of(application.management("/"), file, "--wait", "long"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(2));
    }

    private static void awaitDelivered(List<String> ids) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> extole.eachEvents("/data/segment_message_id").containsAll(ids));
    }

    private static void awaitQueueIsEmpty() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Http.get(application.management("/actuator/prometheus"))
                        .body()
                        .lines()
                        .anyMatch(line -> line.matches("extole_destination_queue_depth.* 0\\.0")));
    }

    private static JsonNode event(String messageId) {
        return extole.events().stream()
                .filter(event -> event.at("/data/segment_message_id").asText().equals(messageId))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
