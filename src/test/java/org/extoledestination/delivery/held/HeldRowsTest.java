package org.extoledestination.delivery.held;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.extoledestination.delivery.held.HeldRows.Due;
import org.extoledestination.delivery.held.HeldRows.Sources;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.support.Postgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table and its statements, on both databases. */
@Tag("slow")
class HeldRowsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Due DUE = new Due(NOW, NOW.plus(Duration.ofHours(2)), Set.of());
    private static final Portion MUCH = new Portion(1_000_000);

    @TempDir
    private static Path folder;

    private static Postgres postgres;
    private static HikariDataSource h2;

    private record Database(String name, DataSource source) {

        JdbcClient client() {
            return JdbcClient.create(source);
        }

        HeldRows rows() {
            Flyway.configure().dataSource(source).load().migrate();
            return new HeldRows(client(), new DurableWrites(client(), name.equals("H2")));
        }

        void clean() {
            Flyway.configure().dataSource(source).cleanDisabled(false).load().clean();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        postgres = new Postgres(folder.resolve("postgres"));
        h2 = new HikariDataSource();
        h2.setJdbcUrl("jdbc:h2:file:" + folder.resolve("h2")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        h2.setMaximumPoolSize(2);
    }

    @AfterAll
    static void stop() {
        h2.close();
        postgres.close();
    }

    static Stream<Database> databases() {
        return Stream.of(new Database("H2", h2), new Database("PostgreSQL", postgres.source()))
                .peek(Database::clean);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theOldestOfEachPersonHasItsTurnWhenItIsDue(Database database) {
        HeldRows rows = database.rows();
        rows.add(event("jane", "j-1", "{}"), NOW, NOW.plusSeconds(30), 0);
        rows.addAll(List.of(event("jane", "j-2", "{}"), event("joe", "o-1", "{}"), event("joe", "o-2", "{}")), NOW);
        rows.add(event("ahead", "a-1", "{}"), NOW, NOW.plus(Duration.ofHours(3)), 0);

        assertThat(rows.due(DUE, 10)).containsExactly(person("joe"), person("ahead"));
        assertThat(rows.due(DUE, 1)).containsExactly(person("joe"));
        assertThat(rows.due(DUE, 10, Sources.only("segment"), false)).containsExactly(person("joe"), person("ahead"));
        assertThat(rows.due(DUE, 10, Sources.only("other"), false)).isEmpty();
        assertThat(rows.due(DUE, 10, Sources.allBut(List.of()), true)).isEmpty();

        HeldEvent first = line(rows, "joe").get(0);
        assertThat(rows.claim(first, DUE)).isTrue();
        assertThat(rows.due(DUE, 10)).containsExactly(person("ahead"));
        rows.remove(first.id());
        assertThat(rows.due(DUE, 10)).containsExactly(person("joe"), person("ahead"));
        rows.remove(line(rows, "joe").get(0).id());
        assertThat(rows.due(DUE, 10)).containsExactly(person("ahead"));
        rows.add(event("joe", "o-3", "{}"), NOW, NOW, 0);
        assertThat(rows.due(DUE, 10)).containsExactly(person("joe"), person("ahead"));
    }

    /** One person's events are as many as a sender likes; and so are the persons whose turn has not come. */
    @ParameterizedTest
    @MethodSource("databases")
    void whoIsDueIsToldWithoutReadingThoseThatWait(Database database) {
        HeldRows rows = database.rows();
        rows.addAll(
                IntStream.range(0, 1_000)
                        .mapToObj(n -> event("jane", "j-" + n, "{}"))
                        .toList(),
                NOW);
        for (int n = 0; n < 1_000; n++) {
            rows.add(event("later-" + n, "l-" + n, "{}"), NOW, NOW.plusSeconds(30), 0);
        }
        JdbcClient client = database.client();
        if (database.name().equals("PostgreSQL")) {
            client.sql("ANALYZE held_events").update();
        }

        String plan = String.join(
                "\n",
                DUE.in(client.sql("EXPLAIN ANALYZE " + HeldRows.turns("")))
                        .param("limit", 10)
                        .query(String.class)
                        .list());

        assertThat(rows.due(DUE, 10)).containsExactly(person("jane"));
        Matcher read = Pattern.compile("scanCount: (\\d+)").matcher(plan);
        while (read.find()) {
            assertThat(Integer.parseInt(read.group(1))).as(plan).isLessThan(20);
        }
        assertThat(plan).contains("held_events_by_turn").doesNotContain("Seq Scan on held_events", ".tablescan");
    }

    /** Another instance adds an event while the one before it is removed: neither sees the other. */
    @ParameterizedTest
    @MethodSource("databases")
    void whoWaitsBehindNobodyIsFoundAnew(Database database) {
        HeldRows rows = database.rows();
        rows.add(event("jane", "j-1", "{}"), NOW, NOW, 0);
        database.client().sql("UPDATE held_events SET behind = TRUE").update();
        assertThat(rows.due(DUE, 10)).isEmpty();

        rows.mend();

        assertThat(rows.due(DUE, 10)).containsExactly(person("jane"));
    }

    /** Whatever is added and removed, in any order. */
    @ParameterizedTest
    @MethodSource("databases")
    void whoIsFirstIsKnownWhateverComesAndGoes(Database database) {
        HeldRows rows = database.rows();
        Random random = new Random(5);
        for (int step = 0; step < 300; step++) {
            String name = "p-" + random.nextInt(6);
            List<HeldEvent> line = line(rows, name);
            if (random.nextBoolean() || line.isEmpty()) {
                rows.add(event(name, "m-" + step, "{}"), NOW, NOW, 0);
            } else {
                // An erasure removes those in between too.
                rows.remove(line.get(random.nextInt(line.size())).id());
            }
        }

        assertThat(rows.due(DUE, 100))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 6)
                        .mapToObj(i -> person("p-" + i))
                        .filter(rows::hasAnyOf)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aLineIsNotLongerThanMemoryHolds(Database database) {
        HeldRows rows = database.rows();
        rows.addAll(
                IntStream.range(0, 6)
                        .mapToObj(i -> event("jane", "j-" + i, "x".repeat(i == 3 ? 5_000 : 1_000)))
                        .toList(),
                NOW);

        assertThat(ids(rows.line(person("jane"), 0, 10, MUCH))).hasSize(6);
        assertThat(ids(rows.line(person("jane"), 0, 2, MUCH))).containsExactly("j-0", "j-1");
        // Up to the one with which there is no room left.
        assertThat(ids(rows.line(person("jane"), 0, 10, new Portion(1_500)))).containsExactly("j-0", "j-1");
        assertThat(ids(rows.line(person("jane"), 0, 10, new Portion(10)))).containsExactly("j-0");
        long third = rows.line(person("jane"), 0, 10, MUCH).get(2).id();
        assertThat(ids(rows.line(person("jane"), third, 10, new Portion(10)))).containsExactly("j-3");
        assertThat(rows.firstLength(person("jane"))).isEqualTo(1_000);
        assertThat(rows.firstLength(person("nobody"))).isZero();
    }

    private static List<HeldEvent> line(HeldRows rows, String person) {
        return rows.line(person(person), 0, 1_000, MUCH);
    }

    private static List<String> ids(List<HeldEvent> line) {
        return line.stream().map(held -> held.event().messageId()).toList();
    }

    private static String person(String name) {
        return Person.ofUserId(name).fingerprint();
    }

    private static SegmentEvent event(String person, String messageId, String json) {
        return new SegmentEvent(
                "segment", EventType.TRACK, messageId, Optional.of("Step"), Person.ofUserId(person), json);
    }
}
