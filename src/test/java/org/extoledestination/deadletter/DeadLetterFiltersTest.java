package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.extoledestination.deadletter.DeadLettersController.CountBy;
import org.extoledestination.deadletter.DeadLettersController.Discard;
import org.extoledestination.deadletter.DeadLettersController.Done;
import org.extoledestination.deadletter.DeadLettersController.ExportPage;
import org.extoledestination.deadletter.DeadLettersController.Import;
import org.extoledestination.deadletter.DeadLettersController.Listing;
import org.extoledestination.deadletter.DeadLettersController.Page;
import org.extoledestination.deadletter.DeadLettersController.Replay;
import org.extoledestination.deadletter.DeadLettersController.Scope;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.Postgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every action takes the letters that its filters mean, by each pair of filters, on both databases. */
@SuppressWarnings("NullAway") // the desk is without what previews and edits need
@Tag("slow")
class DeadLetterFiltersTest {

    private static final Instant EARLY = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant LATE = Instant.parse("2026-11-20T11:00:00Z");
    private static final String ADA = "a".repeat(64);
    private static final String BOB = "b".repeat(64);
    private static final List<String> STATES = List.of("dead", "requested", "replaying", "discarded");
    private static final List<String> NAMES = List.of("Test Event", "test event", "Test_Event", "Test%", "Test  Event");

    /** For each filter one value, and which letters it means. */
    private static final Map<String, Filter> FILTERS = Map.ofEntries(
            filter(
                    "id",
                    "1,2,3,4,5,6,7,8,21,22,23,24",
                    letter -> letter.id() <= 8 || (letter.id() >= 21 && letter.id() <= 24)),
            filter("upTo", "30", letter -> letter.id() <= 30),
            filter("reason", "refused", letter -> letter.reason().equals("refused")),
            filter("code", "bad_%", letter -> letter.code().equals("bad_%")),
            filter("type", "track", letter -> letter.type().equals("track")),
            filter("source", "shop", letter -> letter.source().equals("shop")),
            filter("event", "Test Event", letter -> letter.event().equals("Test Event")),
            filter("person", "aaaaaaaa", letter -> letter.person().equals(ADA)),
            filter("messageId", "m-7", letter -> letter.id() == 7),
            filter("batch", "1", letter -> batch(letter) == 1),
            filter(
                    "since",
                    "2026-11-20T12:00:00+02:00",
                    letter -> !letter.since().isBefore(EARLY)),
            filter(
                    "until",
                    "2026-11-20T12:30:00+02:00",
                    letter -> letter.since().isBefore(LATE)),
            filter("discarded", "true", letter -> true));

    @TempDir
    private static Path folder;

    private static Postgres postgres;
    private static HikariDataSource h2;

    private record Filter(String value, Predicate<Row> means) {}

    private record Row(
            long id,
            String source,
            String type,
            String event,
            String person,
            String reason,
            String code,
            Instant since,
            String state) {}

    private static long batch(Row letter) {
        return 1 + letter.id() % 2;
    }

    private static boolean areDiscarded(Set<String> names) {
        return names.contains("discarded") || names.contains("batch");
    }

    private static Map.Entry<String, Filter> filter(String name, String value, Predicate<Row> means) {
        return Map.entry(name, new Filter(value, means));
    }

    @BeforeAll
    static void start() {
        postgres = new Postgres(folder.resolve("postgres"));
        h2 = new HikariDataSource();
        h2.setJdbcUrl("jdbc:h2:file:" + folder.resolve("h2")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        Flyway.configure().dataSource(h2).load().migrate();
        Flyway.configure().dataSource(postgres.source()).load().migrate();
    }

    @AfterAll
    static void stop() {
        h2.close();
        postgres.close();
    }

    private static JdbcClient database(String name) {
        return JdbcClient.create(source(name));
    }

    private static DataSource source(String name) {
        return name.equals("H2") ? h2 : postgres.source();
    }

    private static DeadLettersController controller(String name) {
        DurableWrites writes = new DurableWrites(database(name), name.equals("H2"));
        DeadLetterRows rows = new DeadLetterRows(new JdbcTemplate(source(name)), writes, Portion.ofHeap());
        return new DeadLettersController(
                rows,
                new DeadLetterDesk(
                        rows,
                        new ReplayTurn(database(name), writes),
                        null,
                        null,
                        new DeadLetterSettings(null, Duration.ofDays(3)),
                        Clock.systemUTC(),
                        new Meters(new SimpleMeterRegistry())),
                json -> json);
    }

    /** Letters of which each pair of filters means some and not others. */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            rows.add(new Row(
                    i,
                    i % 3 == 0 ? "segment" : "shop",
                    i % 5 == 0 ? "identify" : "track",
                    NAMES.get(i % 4 == 0 ? 1 + i % 3 : i % 7 == 0 ? 4 : 0),
                    i % 2 == 0 ? ADA : BOB,
                    i % 4 < 2 ? "refused" : "unmappable",
                    i % 6 < 4 ? "bad_%" : "bad_value",
                    i % 8 == 0 ? EARLY.minusSeconds(1) : i % 8 < 5 ? EARLY : LATE,
                    STATES.get(i % 9 < 4 ? i % 9 : 0)));
        }
        return rows;
    }

    private static void keep(JdbcClient database, List<Row> rows) {
        database.sql("DELETE FROM dead_letters").update();
        rows.forEach(row -> database.sql("""
                        INSERT INTO dead_letters (id, source, message_id, type, event_name, person, event, reason, code,
                            detail, since, state, state_since, discard_batch)
                        VALUES (:id, :source, :messageId, :type, :event, :person, '{}', :reason, :code, 'why', :since,
                            :state, :since, :batch)
                        """)
                .param("id", row.id())
                .param("source", row.source())
                .param("messageId", "m-" + row.id())
                .param("type", row.type())
                .param("event", row.event())
                .param("person", row.person())
                .param("reason", row.reason())
                .param("code", row.code())
                .param("since", Timestamp.from(row.since()))
                .param("state", row.state())
                .param("batch", row.state().equals("discarded") ? batch(row) : null)
                .update());
    }

    private static DeadLetterFilter address(Set<String> names) {
        Map<String, String[]> parameters = new java.util.HashMap<>();
        names.forEach(
                name -> parameters.put(name, new String[] {FILTERS.get(name).value()}));
        return DeadLetterFilter.of(parameters, Set.of());
    }

    private static Listing list(DeadLettersController controller, DeadLetterFilter filter) {
        return controller.list(filter, new Page(100, Long.MAX_VALUE));
    }

    private static List<Set<String>> singlesAndPairs() {
        Set<Set<String>> all = new HashSet<>();
        for (String one : FILTERS.keySet()) {
            FILTERS.keySet().forEach(two -> all.add(new TreeSet<>(Set.copyOf(List.of(one, two)))));
        }
        return List.copyOf(all);
    }

    private static Set<Long> meant(Set<String> names, String... states) {
        Set<Long> ids = new TreeSet<>();
        rows().stream()
                .filter(row -> List.of(states).contains(row.state()))
                .filter(row -> names.stream()
                        .allMatch(name -> FILTERS.get(name).means().test(row)))
                .forEach(row -> ids.add(row.id()));
        return ids;
    }

    @Test
    void everyFilterIsTriedAndNoTermOfAnActionHidesOne() {
        assertThat(FILTERS.keySet()).isEqualTo(DeadLetterFilter.NAMES);
        assertThat(singlesAndPairs()).hasSize(FILTERS.size() * (FILTERS.size() + 1) / 2);
        for (Class<?> terms : List.of(
                Page.class, CountBy.class, ExportPage.class, Scope.class, Replay.class, Discard.class, Import.class)) {
            assertThat(terms.getRecordComponents())
                    .extracting(RecordComponent::getName)
                    .doesNotContainAnyElementsOf(DeadLetterFilter.NAMES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void whatIsListedIsWhatTheFiltersMean(String name) {
        DeadLettersController controller = controller(name);
        keep(database(name), rows());
        for (Set<String> names : singlesAndPairs()) {
            DeadLetterFilter filter = address(names);
            Set<Long> meant =
                    areDiscarded(names) ? meant(names, "discarded") : meant(names, "dead", "requested", "replaying");

            Listing listing = list(controller, filter);

            assertThat(listing.deadLetters())
                    .as("%s", names)
                    .extracting(DeadLetter::id)
                    .containsExactlyInAnyOrderElementsOf(meant);
            assertThat(listing.total()).isEqualTo(meant.size());
            assertThat(controller.count(filter, new CountBy("reason")).total()).isEqualTo(meant.size());
            assertThat(controller.export(filter, new ExportPage(100, 0)).lines())
                    .hasSize(meant.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void anActionTakesOfTheLettersThatAreListedThoseInAStateForIt(String name) {
        keep(database(name), rows());
        for (Set<String> names : singlesAndPairs()) {
            boolean discarded = areDiscarded(names);
            acts(name, "replay", names, discarded ? meant(names, "discarded") : meant(names, "dead"), "requested");
            if (discarded) {
                acts(name, "restore", names, meant(names, "discarded"), "dead");
            } else {
                acts(name, "discard", names, meant(names, "dead", "requested"), "discarded");
                acts(name, "stop", names, meant(names, "requested"), "dead");
            }
        }
    }

    private static void acts(String name, String action, Set<String> names, Set<Long> meant, String state) {
        DeadLettersController controller = controller(name);
        DeadLetterFilter filter = address(names);
        long listed = list(controller, filter).total();

        for (boolean dryRun : new boolean[] {true, false}) {
            assertThat(act(controller, action, filter, new Scope(true, dryRun, 0, listed))
                            .letters())
                    .as("%s %s", action, names)
                    .isEqualTo(meant.size());
        }

        List<Row> changed = rows().stream()
                .map(row -> meant.contains(row.id()) ? in(state, row) : row)
                .toList();
        Map<Long, String> expected = new java.util.TreeMap<>();
        changed.forEach(row -> expected.put(row.id(), row.state()));
        assertThat(states(name)).as("%s %s", action, names).isEqualTo(expected);
        rows().stream()
                .filter(row -> meant.contains(row.id()))
                .forEach(row -> database(name)
                        .sql("UPDATE dead_letters SET state = :state, discard_batch = :batch WHERE id = :id")
                        .param("state", row.state())
                        .param("batch", row.state().equals("discarded") ? batch(row) : null)
                        .param("id", row.id())
                        .update());
    }

    private static Row in(String state, Row row) {
        return new Row(
                row.id(),
                row.source(),
                row.type(),
                row.event(),
                row.person(),
                row.reason(),
                row.code(),
                row.since(),
                state);
    }

    private static Map<Long, String> states(String name) {
        Map<Long, String> states = new java.util.TreeMap<>();
        database(name)
                .sql("SELECT id, state FROM dead_letters")
                .query((row, number) -> states.put(row.getLong("id"), row.getString("state")))
                .list();
        return states;
    }

    private static Done act(DeadLettersController controller, String action, DeadLetterFilter filter, Scope scope) {
        return switch (action) {
            case "replay" -> controller.replay(filter, scope, new Replay(50, false));
            case "stop" -> controller.stop(filter, scope, new Replay(50, false));
            case "restore" -> controller.restore(filter, scope);
            default -> controller.discard(filter, scope, new Discard("why", null));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void anActionThatWouldTakeMoreThanWasListedTakesNone(String name) {
        DeadLettersController controller = controller(name);
        keep(database(name), rows());
        Map<Long, String> before = states(name);
        DeadLetterFilter filter = address(Set.of("reason"));
        for (String action : List.of("replay", "stop", "discard")) {
            for (boolean dryRun : new boolean[] {true, false}) {
                assertThatThrownBy(() -> act(controller, action, filter, new Scope(false, dryRun, 0, 0L)))
                        .as(action)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("at most 0 are meant. Nothing was done.");
            }
        }
        assertThat(states(name)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "discard"})
    void whatIsDoneToOthersThanTheDiscardedIsNotDoneUnderTheirName(String action) {
        keep(database("H2"), rows());
        DeadLetterFilter filter = address(Set.of("discarded", "reason"));

        assertThatThrownBy(() -> act(controller("H2"), action, filter, new Scope(true, false, 0, Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'discarded'");
        assertThat(states("H2")).containsEntry(1L, rows().get(0).state());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "event=",
                "event=%20",
                "code=",
                "source=",
                "messageId=",
                "person=",
                "id=",
                "id=1,,2",
                "upTo=",
                "upTo=many",
                "since=",
                "since=2026-11-20,2026-11-21",
                "until=2026-11-20T10:00:00 02:00",
                "discarded=yes",
                "reason=",
                "reason=Refused",
                "reason=ref%",
                "type=trac",
                "type=TRACK",
                "evnt=Test Event"
            })
    void aFilterThatIsNoneIsRefusedRatherThanLeftOut(String parameter) {
        String value = parameter.substring(parameter.indexOf('=') + 1).replace("%20", " ");
        String name = parameter.substring(0, parameter.indexOf('='));
        String[] values = name.equals("since") ? value.split(",") : new String[] {value};

        assertThatThrownBy(() -> DeadLetterFilter.of(Map.of(name, values), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void severalValuesMeanAnyOfThemAndNoCharacterStandsForOthers(String name) {
        DeadLettersController controller = controller(name);
        keep(database(name), rows());
        Map<String, List<String>> means = Map.of(
                "Test%", List.of("Test%"),
                "Test_Event", List.of("Test_Event"),
                "TEST EVENT", List.of(),
                " Test Event", List.of(),
                "Test' OR '1'='1", List.of());
        means.forEach((event, found) -> assertThat(list(
                                controller, DeadLetterFilter.of(Map.of("event", new String[] {event}), Set.of()))
                        .deadLetters())
                .extracting(DeadLetter::event)
                .as(event)
                .allMatch(found::contains)
                .matches(all -> found.isEmpty() == all.isEmpty()));
        Map<String, String[]> several = Map.of(
                "event", new String[] {"Test%", "test event"},
                "reason", new String[] {"refused", "unmappable"});
        assertThat(list(controller, DeadLetterFilter.of(several, Set.of())).deadLetters())
                .extracting(DeadLetter::event)
                .contains("Test%", "test event")
                .isSubsetOf("Test%", "test event");
    }
}
