package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code dead-letters} does besides listing. */
@Tag("slow")
class DeadLettersWorkTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    private final String person = "u-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        Http.delete(sandbox.uri().resolve("/__sandbox"));
        run("discard", "--all", "--note", "left by another test");
    }

    @Test
    void aLetterIsFoundByWhomeverItIsAboutAndOnlyAFingerprintIsTold() {
        String mine = refused("Poison");
        refused("Poison", person + "-other");

        assertThat(ids("--person", person)).containsExactly(mine);
        String fingerprint =
                json("list", "--person", person).get(0).path("person").asText();
        assertThat(ids("--person", fingerprint.substring(0, 12))).containsExactly(mine);
        assertThat(run("list", "--person", person).out())
                .contains("person=" + fingerprint.substring(0, 12))
                .doesNotContain(person);
        assertThat(ids("--person", "nobody@example.com")).isEmpty();
    }

    @Test
    void showTellsTheReasonTheEventAndTheRequest() {
        String refused = refused("Poison");

        Run masked = run("show", id(refused));
        Run shown = run("show", id(refused), "--unmask", "ticket 4711");

        assertThat(masked.out())
                .contains("The event, as it came (masked; --unmask WHY shows all):", "\"event\" : \"Poison\"")
                .doesNotContain(person);
        assertThat(run("show", id(refused), "--unmask", " ").err()).contains("--unmask is empty");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .containsSubsequence(
                        "messageId=" + refused,
                        "refused: Extole refused the event",
                        "The event, as it came (personal data):",
                        "\"userId\" : \"" + person + '"',
                        "A replay would send (async-event):",
                        "\"event_name\" : \"Poison\"",
                        "That is what was refused.");
        assertThat(run("show", "7777777").err()).startsWith("There is no dead letter 7777777.");
        assertThat(run("show", "7777777").exitCode()).isEqualTo(1);
    }

    @Test
    void countTellsWhatIsTheMatter() {
        refused("Poison");
        refused("Poison");
        unmappable();

        assertThat(run("count", "--by", "code").out().lines().map(String::strip))
                .containsExactly("3 dead letters:", "2  event_blocked", "1  value_too_long");
        assertThat(run("count").out()).contains("refused", "unmappable");
        assertThat(run("count", "--by", "mood").err()).contains("--by", "reason, code, event, source, type, state");
        assertThat(json("count", "--by", "event").get(0).path("groups")).hasSize(2);
    }

    @Test
    void replayDeliversWhatIsMeant() {
        String refused = refused("Poison");
        unmappable();

        assertThat(run("replay", "--code", "event_blocked", "--dry-run").out().strip())
                .isEqualTo("1 dead letter would be asked for replay, 50 a second at most.");
        assertThat(run("replay", "--code", "event_blocked", "--rate", "0").out().strip())
                .isEqualTo("1 dead letter is asked for replay.");

        await().until(() -> extole.eachEvents("/data/segment_message_id").equals(List.of(refused)));
        await().until(() -> ids().size() == 1);
        assertThat(run("replay", "--all", "--stop", "--json").out().strip())
                .isEqualTo("{\"letters\":0,\"dryRun\":false}");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "replay",
                "discard --note n",
                "discard --all",
                "replay --all --rate -1",
                "replay 1 2 --with event.json",
                "replay 1 --with event.json --stop",
                "replay 1 --with event.json --again",
                "replay 1 --with event.json --reason refused",
                "replay 1 --with event.json --all",
                "replay 1 --stop --discarded",
                "discard 1 --discarded --note n",
                "discard --discarded --all --note n",
                "restore",
                "replay one",
                "show",
                "list --since yesterday",
                "edit"
            })
    void whatIsNotMeantClearlyIsNotDone(String line) {
        Run run = run(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: extole-destination dead-letters");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"replay 7777777", "replay 7777777 --stop", "discard 7777777 --note n"})
    void aNumberThatIsNotThereIsNoSuccess(String line) {
        Run run = run(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("None of those numbers is there", "dead-letters show 7777777");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"list", "count", "show 1", "replay --all"})
    void aDatabaseThatFailsIsNamedAndNotTheWrongPort(String line) {
        JdbcClient database = application.bean(JdbcClient.class);
        database.sql("ALTER TABLE dead_letters RENAME TO dead_letters_away").update();
        try {
            Run run = run(line.split(" "));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("The database does not answer.").doesNotContain("--url");
        } finally {
            database.sql("ALTER TABLE dead_letters_away RENAME TO dead_letters").update();
        }
    }

    /** An option with its value, the parameter that it becomes, and the letters that it means. */
    private record Meant(List<String> words, String parameter, Predicate<Made> letters) {

        Meant(String option, String value, String parameter, Predicate<Made> letters) {
            this(List.of(option, value), parameter, letters);
        }
    }

    private record Made(
            long id,
            String source,
            String type,
            String event,
            String person,
            String reason,
            String code,
            Instant since,
            String state) {}

    private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

    private static final List<Meant> FILTERS = List.of(
            new Meant(
                    List.of("900001", "900002", "900003", "900004", "900016", "900020"),
                    "id=900001,900002,900003,900004,900016,900020",
                    made -> made.id() <= 900_004 || made.id() == 900_016 || made.id() == 900_020),
            new Meant("--up-to", "900018", "upTo=900018", made -> made.id() <= 900_018),
            new Meant(
                    "--reason",
                    "refused",
                    "reason=refused",
                    made -> made.reason().equals("refused")),
            new Meant("--code", "bad_%", "code=bad_%25", made -> made.code().equals("bad_%")),
            new Meant("--type", "track", "type=track", made -> made.type().equals("track")),
            new Meant("--source", "shop", "source=shop", made -> made.source().equals("shop")),
            new Meant(
                    "--event",
                    "Test Event",
                    "event=Test%20Event",
                    made -> made.event().equals("Test Event")),
            new Meant(
                    "--person",
                    "aaaaaaaaaaaa",
                    "person=aaaaaaaaaaaa",
                    made -> made.person().startsWith("a")),
            new Meant("--message-id", "m-900004", "messageId=m-900004", made -> made.id() == 900_004),
            new Meant(
                    "--since",
                    "2026-11-20T12:00:00+02:00",
                    "since=2026-11-20T10:00:00Z",
                    made -> !made.since().isBefore(TEN)),
            new Meant(
                    "--until",
                    "2026-11-20T12:30:00+02:00",
                    "until=2026-11-20T10:30:00Z",
                    made -> made.since().isBefore(TEN.plusSeconds(1_800))),
            new Meant(List.of("--discarded"), "discarded=true", made -> true));

    private static List<Made> made() {
        List<Made> made = new ArrayList<>();
        for (int i = 1; i <= 24; i++) {
            made.add(new Made(
                    900_000 + i,
                    i % 3 == 2 ? "segment" : "shop",
                    i % 4 == 3 ? "identify" : "track",
                    i % 2 == 0 ? "Test Event" : "Order Completed",
                    (i % 4 < 2 ? "a" : "b").repeat(64),
                    i % 8 < 5 ? "refused" : "unmappable",
                    i % 5 == 0 ? "bad_value" : "bad_%",
                    TEN.plusSeconds(3_600L * (i % 7 == 0 ? -1 : i % 7 == 1 ? 1 : 0)),
                    List.of("requested", "dead", "discarded", "dead").get(i / 3 % 4)));
        }
        return made;
    }

    private static void keep(JdbcClient database, Made made) {
        database.sql("""
                        INSERT INTO dead_letters (id, source, message_id, type, event_name, person, event, reason, code,
                            detail, since, state, state_since)
                        VALUES (:id, :source, :messageId, :type, :event, :person, '{}', :reason, :code, 'why', :since,
                            :state, CURRENT_TIMESTAMP)
                        """)
                .param("id", made.id())
                .param("source", made.source())
                .param("messageId", "m-" + made.id())
                .param("type", made.type())
                .param("event", made.event())
                .param("person", made.person())
                .param("reason", made.reason())
                .param("code", made.code())
                .param("since", Timestamp.from(made.since()))
                .param("state", made.state())
                .update();
    }

    /** As if another instance replayed, which goes no further: what is asked for here stays so. */
    private static void letAnotherReplay(JdbcClient database) {
        database.sql("""
                        UPDATE dead_letter_replay SET holder = 'another',
                            held_until = CURRENT_TIMESTAMP + INTERVAL '25' SECOND
                        """).update();
    }

    private static Map<Long, String> states(JdbcClient database) {
        Map<Long, String> states = new TreeMap<>();
        database.sql("SELECT id, state FROM dead_letters WHERE id > 900000")
                .query((row, number) -> states.put(row.getLong("id"), row.getString("state")))
                .list();
        return states;
    }

    private static void restore(JdbcClient database, Map<Long, String> changed) {
        made().stream()
                .filter(each -> !each.state().equals(changed.get(each.id())))
                .forEach(each -> database.sql("UPDATE dead_letters SET state = :state WHERE id = :id")
                        .param("state", each.state())
                        .param("id", each.id())
                        .update());
    }

    private static List<Made> those(Collection<Meant> filters, String... states) {
        return made().stream()
                .filter(each -> List.of(states).contains(each.state()))
                .filter(each ->
                        filters.stream().allMatch(filter -> filter.letters().test(each)))
                .toList();
    }

    private static List<String> command(Collection<Meant> filters, String... action) {
        List<String> words = new ArrayList<>(List.of(action));
        filters.forEach(filter -> words.addAll(filter.words()));
        // Alone it is none of the filters without which an action takes nothing.
        boolean isAll = words.contains("--discarded") && filters.size() == 1 && !words.contains("export");
        words.addAll(isAll && action.length > 0 ? List.of("--all") : List.of());
        return words;
    }

    /** Through the command, its address, the filter and the table: what the table alone does is tried elsewhere. */
    @Test
    void everyActionMeansTheLettersThatListShowsByEachPairOfOptions() {
        JdbcClient database = application.bean(JdbcClient.class);
        // Other tests leave some behind, discarded.
        database.sql("DELETE FROM dead_letters").update();
        letAnotherReplay(database);
        made().forEach(each -> keep(database, each));
        try {
            for (int one = 0; one < FILTERS.size(); one++) {
                for (int two = one; two < FILTERS.size(); two++) {
                    letAnotherReplay(database);
                    tryEveryAction(database, new LinkedHashSet<>(List.of(FILTERS.get(one), FILTERS.get(two))));
                }
            }
        } finally {
            database.sql("DELETE FROM dead_letters WHERE id > 900000").update();
            database.sql("UPDATE dead_letter_replay SET holder = NULL").update();
        }
    }

    private static void tryEveryAction(JdbcClient database, Set<Meant> filters) {
        boolean discarded = filters.stream().anyMatch(filter -> filter.words().equals(List.of("--discarded")));
        List<String> listed = (discarded ? those(filters, "discarded") : those(filters, "dead", "requested"))
                .stream().map(each -> "m-" + each.id()).toList();

        assertThat(ids(command(filters).toArray(String[]::new)))
                .as("%s", filters)
                .containsExactlyInAnyOrderElementsOf(listed);
        assertThat(run(command(filters, "export").toArray(String[]::new))
                        .out()
                        .lines()
                        .map(line -> Http.json(line).path("messageId").asText()))
                .as("export %s", filters)
                .containsExactlyInAnyOrderElementsOf(listed);
        acts(
                database,
                command(filters, "replay", "--json"),
                discarded ? those(filters, "discarded") : those(filters, "dead"),
                "requested");
        List<String> stop = command(filters, "replay", "--stop", "--json");
        List<String> discard = command(filters, "discard", "--note", "n", "--json");
        if (discarded) {
            assertThat(run(stop.toArray(String[]::new)).exitCode())
                    .as("%s", stop)
                    .isEqualTo(2);
            assertThat(run(discard.toArray(String[]::new)).exitCode())
                    .as("%s", discard)
                    .isEqualTo(2);
        } else {
            acts(database, stop, those(filters, "requested"), "dead");
            acts(database, discard, those(filters, "dead", "requested"), "discarded");
        }
        assertThat(states(database)).as("%s", filters).isEqualTo(expected(List.of(), ""));
    }

    private static void acts(JdbcClient database, List<String> words, List<Made> meant, String state) {
        // A discard tells its number, too.
        assertThat(run(words.toArray(String[]::new)).out().strip().replaceFirst(",\"batch\":[0-9]+", ""))
                .as("%s", words)
                .isEqualTo("{\"letters\":" + meant.size() + ",\"dryRun\":false}");
        assertThat(states(database)).as("%s", words).isEqualTo(expected(meant, state));
        restore(database, expected(meant, state));
    }

    private static Map<Long, String> expected(List<Made> changed, String state) {
        Map<Long, String> states = new TreeMap<>();
        made().forEach(each -> states.put(each.id(), changed.contains(each) ? state : each.state()));
        return states;
    }

    /** As a command would ask that means other letters than its 'list', or a program that has not listed them at all. */
    @Test
    void anActionThatWouldTouchMoreThanWasListedIsRefused() {
        JdbcClient database = application.bean(JdbcClient.class);
        // Other tests leave some behind, discarded.
        database.sql("DELETE FROM dead_letters").update();
        letAnotherReplay(database);
        made().forEach(each -> keep(database, each));
        try {
            for (Meant filter : FILTERS) {
                boolean discarded = filter.parameter().startsWith("discarded");
                letAnotherReplay(database);
                isRefused(database, "replay", filter, those(List.of(filter), discarded ? "discarded" : "dead"));
                if (!discarded) {
                    isRefused(database, "stop", filter, those(List.of(filter), "requested"));
                    isRefused(database, "discard", filter, those(List.of(filter), "dead", "requested"));
                }
            }
        } finally {
            database.sql("DELETE FROM dead_letters WHERE id > 900000").update();
            database.sql("UPDATE dead_letter_replay SET holder = NULL").update();
        }
    }

    private static void isRefused(JdbcClient database, String action, Meant filter, List<Made> meant) {
        if (meant.isEmpty()) {
            // A messageId names one letter, which is in one state.
            assertThat(filter.parameter()).startsWith("messageId");
            return;
        }
        int most = meant.size() - 1;
        String address = "/actuator/deadletters/" + action + '?' + filter.parameter() + "&all=true&most=" + most;
        String body = action.equals("discard") ? "{\"note\":\"n\"}" : "{}";

        HttpResponse<String> answer = Http.post(application.management(address), "", body);

        assertThat(answer.statusCode()).as(address).isEqualTo(400);
        assertThat(answer.body()).contains("at most " + most + " are meant. Nothing was done.");
        assertThat(states(database)).as(address).isEqualTo(expected(List.of(), ""));
    }

    @Test
    void discardKeepsTheLetterWithItsNote() {
        String refused = refused("Poison");

        Run discarded = run("discard", id(refused), "--note", "sent by mistake");

        assertThat(discarded.out().strip())
                .matches("1 dead letter is discarded. To take that back: dead-letters restore --batch [0-9]+");
        assertThat(run("list").out().strip()).isEqualTo("No dead letters.");
        assertThat(run("list", "--discarded", "--message-id", refused).out())
                .startsWith("1 discarded dead letter:")
                .contains(": sent by mistake");
    }

    @Test
    void aDiscardIsTakenBackByItsNumberAndOthersStay() {
        String mine = refused("Poison");
        String batch = discarded(mine);
        String other = refused("Poison");
        String otherBatch = discarded(other);

        assertThat(ids("--batch", batch)).containsExactly(mine);
        assertThat(run("restore", "--batch", batch, "--dry-run").out().strip())
                .isEqualTo("1 dead letter would be restored.");
        assertThat(run("restore", "--batch", batch).out().strip()).isEqualTo("1 dead letter is restored.");

        assertThat(ids()).containsExactly(mine);
        assertThat(run("list").out()).doesNotContain("discarded", "by mistake");
        assertThat(ids("--batch", batch)).isEmpty();
        assertThat(ids("--batch", otherBatch)).containsExactly(other);
        assertThat(run("restore", id(mine)).exitCode()).isEqualTo(1);
        assertThat(run("restore").exitCode()).isEqualTo(2);
        assertThat(run("discard", "--batch", otherBatch, "--note", "n").exitCode())
                .isEqualTo(2);
    }

    private static String discarded(String messageId) {
        return run("discard", "--message-id", messageId, "--note", "by mistake")
                .out()
                .strip()
                .replaceFirst(".*--batch ", "");
    }

    @Test
    void aDiscardOfSeveralPartsHasOneNumber() {
        JdbcClient database = application.bean(JdbcClient.class);
        database.sql("""
                        INSERT INTO dead_letters (source, message_id, type, person, event, reason, detail, since,
                            state_since)
                        SELECT 'segment', CONCAT('part-', n), 'identify', 'p', '{}', 'failed', 'why', CURRENT_TIMESTAMP,
                            CURRENT_TIMESTAMP
                        FROM SYSTEM_RANGE(1, 1500) AS numbers (n)
                        """).update();
        try {
            JsonNode done = json("discard", "--reason", "failed", "--note", "n").get(0);

            assertThat(done.path("letters").asInt()).isEqualTo(1_500);
            assertThat(run("restore", "--batch", done.path("batch").asText(), "--dry-run")
                            .out())
                    .startsWith("1500 dead letters would be restored.");
        } finally {
            database.sql("DELETE FROM dead_letters WHERE message_id LIKE 'part-%'")
                    .update();
        }
    }

    @Test
    void anEventIsReplayedAsItStandsInAFileOrInStandardInput() throws IOException {
        String one = refused("Poison");
        String two = refused("Poison");
        String mended = """
                {"type": "track", "userId": "%s", "event": "Mended"}""".formatted(person);
        Path file = Files.writeString(folder.resolve("mended.json"), mended);

        Run dry = run("replay", id(one), "--with", file.toString(), "--dry-run");
        Run first = run("replay", id(one), "--with", file.toString());
        InputStream in = System.in;
        Run second;
        try {
            System.setIn(new ByteArrayInputStream(mended.getBytes(StandardCharsets.UTF_8)));
            second = run("replay", id(two), "--with", "-");
        } finally {
            System.setIn(in);
        }

        assertThat(dry.out()).contains("A replay would send (async-event):", "\"event_name\" : \"Mended\"");
        assertThat(first.out()).contains("is edited and asked for replay.");
        assertThat(second.exitCode()).isZero();
        await().until(() -> extole.eachEvents("/data/segment_message_id").containsAll(List.of(one, two)));
        assertThat(extole.eachEvents("/event_name")).containsOnly("Mended");
        assertThat(run("replay", id(unmappable()), "--with", "no-such-file").err())
                .contains("no-such-file does not exist.");
    }

    @Test
    void anEditorMendsAnEvent() throws IOException {
        String refused = refused("Poison");
        Path script = script("sed -i 's/Poison/Mended/' \"$1\"");

        Run untouched = run("edit", id(refused), "--editor", "true");
        Run edited = run("edit", id(refused), "--editor", script.toString());

        assertThat(untouched.out().strip()).isEqualTo("Nothing was changed, nothing is replayed.");
        assertThat(edited.exitCode()).isZero();
        await().until(() -> extole.eachEvents("/event_name").equals(List.of("Mended")));
    }

    @Test
    void whatAnEditorSpoiledIsNotLost() throws IOException {
        String refused = refused("Poison");

        Run spoiled = run(
                "edit", id(refused), "--editor", script("echo spoiled > \"$1\"").toString());

        assertThat(spoiled.exitCode()).isEqualTo(1);
        assertThat(spoiled.err()).contains("is not JSON", "Your text is in ");
        Path kept = Path.of(spoiled.err().replaceFirst("(?s).*Your text is in (\\S+)\\. Mend.*", "$1"));
        assertThat(kept).hasContent("spoiled");
        Files.delete(kept);
        assertThat(ids("--message-id", refused)).hasSize(1);
    }

    @Test
    void exportedLettersAreTakenBackAsTheyWere() throws IOException {
        refused("Poison");
        unmappable();
        Run exported = run("export");
        Path file = Files.writeString(folder.resolve("letters.ndjson"), exported.out() + "\nno letter\n");
        List<String> before = ids();
        application
                .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("DELETE FROM dead_letters")
                .update();

        Run dry = run("import", file.toString(), "--dry-run");
        Run imported = run("import", file.toString());
        Run again = run("import", file.toString());

        assertThat(exported.err().strip()).isEqualTo("Exported 2 dead letters.");
        assertThat(exported.out().lines()).hasSize(2).allMatch(line -> line.contains(person));
        assertThat(dry.out().strip()).isEqualTo("Dry run, nothing was kept: 2 new, 0 known already, 1 refused.");
        assertThat(imported.out().strip()).isEqualTo("Imported: 2 new, 0 known already, 1 refused.");
        assertThat(imported.err().strip()).isEqualTo("line 4: not_json: The line is not JSON.");
        assertThat(imported.exitCode()).isEqualTo(3);
        assertThat(again.out().strip()).isEqualTo("Imported: 0 new, 2 known already, 1 refused.");
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void moreThanAPageIsExportedWhole() {
        for (int i = 0; i < 230; i++) {
            track("Order Completed", person);
        }
        await().until(() -> run("count", "--json").out().contains("\"total\":230"));

        assertThat(run("export").out().lines().map(line -> Http.json(line).path("messageId")))
                .hasSize(230)
                .doesNotHaveDuplicates();
    }

    private static Path script(String line) throws IOException {
        Path script = Files.writeString(Files.createTempFile(folder, "editor", ".sh"), "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private String refused(String event) {
        return refused(event, person);
    }

    private static String refused(String event, String person) {
        extole.fault("{\"match\": \"Poison\", \"status\": 400, \"code\": \"event_blocked\"}");
        String id = track(event, person);
        await().until(() -> ids("--message-id", id).size() == 1);
        extole.mend();
        return id;
    }

    private String unmappable() {
        String id = track("Order Completed", person);
        await().until(() -> ids("--message-id", id).size() == 1);
        return id;
    }

    /** An order among them has a number that is longer than Extole takes. */
    private static String track(String event, String person) {
        String id = UUID.randomUUID().toString();
        assertThat(application
                        .post("/v1/track", """
                        {"userId": "%s", "messageId": "%s", "event": "%s", "properties": {"order_id": "%s"}}""".formatted(person, id, event, "9".repeat(39)))
                        .statusCode())
                .isEqualTo(200);
        return id;
    }

    private static String id(String messageId) {
        return json("list", "--message-id", messageId).get(0).path("id").asText();
    }

    private static List<String> ids(String... options) {
        List<String> args = new ArrayList<>(List.of("list"));
        args.addAll(List.of(options));
        return json(args.toArray(String[]::new)).stream()
                .map(letter -> letter.path("messageId").asText())
                .toList();
    }

    private static List<JsonNode> json(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--json");
        return run(all.toArray(String[]::new)).out().lines().map(Http::json).toList();
    }

    private static Run run(String... args) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(args));
        all.addAll(Tokens.options(application.management("")));
        return Run.of(all.toArray(String[]::new));
    }
}
