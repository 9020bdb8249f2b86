package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.DeadLetterRows.Column;
import org.extoledestination.deadletter.DeadLetterRows.Kind;
import org.extoledestination.deadletter.DeadLetterRows.Moved;
import org.extoledestination.event.DeadLetterCause.Reason;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table and its statements, on both databases. */
@Tag("slow")
class DeadLetterRowsTest {

    private static final int PORTION = 100_000;

    @TempDir
    private static Path folder;

    private static Postgres postgres;
    private static HikariDataSource h2;

    /** A fresh database of the name that a test is shown under. */
    private record Database(String name, DataSource source) {

        JdbcClient client() {
            return JdbcClient.create(source);
        }

        DeadLetterRows rows() {
            return new DeadLetterRows(
                    new JdbcTemplate(source), new DurableWrites(client(), name.equals("H2")), new Portion(PORTION));
        }

        ReplayTurn turn() {
            return new ReplayTurn(client(), new DurableWrites(client(), name.equals("H2")));
        }

        void migrate(String version) {
            Flyway.configure().dataSource(source).target(version).load().migrate();
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
    void lettersOfAnEarlierVersionAreTakenOver(Database database) {
        database.migrate("2");
        database.client().sql("""
                        INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, detail,
                            extole_status, extole_code, since)
                        VALUES ('segment', 'm-1', 'track', 'Step', 'p', '{}', 'refused', 'Extole: refused', 400,
                                'event_blocked', CURRENT_TIMESTAMP),
                            ('segment', 'm-2', 'identify', NULL, 'p', '{}', 'unmappable', 'missing_field: why', NULL,
                                NULL, CURRENT_TIMESTAMP),
                            ('segment', 'm-3', 'identify', NULL, 'p', '{}', 'failed', 'why: oh why', NULL, NULL,
                                CURRENT_TIMESTAMP)
                        """).update();

        database.migrate("latest");

        List<DeadLetter> letters = database.rows().list(DeadLetterFilter.NONE, Long.MAX_VALUE, 10);
        assertThat(letters).extracting(DeadLetter::code).containsExactly("", "missing_field", "event_blocked");
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.state()).isEqualTo("dead");
            assertThat(letter.stateSince()).isEqualTo(letter.since());
        });
        assertThat(database.turn().rate()).isEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void everyFilterIsUnderstood(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        keep(rows, "m-1", "event_blocked");
        DeadLetterFilter filter = DeadLetterFilter.of(
                Map.ofEntries(
                        Map.entry("id", new String[] {"1,2,3,4,5,6,7,8,9"}),
                        Map.entry("reason", new String[] {"refused"}),
                        Map.entry("code", new String[] {"event_blocked", "x"}),
                        Map.entry("type", new String[] {"track"}),
                        Map.entry("event", new String[] {"Step"}),
                        Map.entry("source", new String[] {"segment"}),
                        Map.entry("messageId", new String[] {"m-1"}),
                        Map.entry("person", new String[] {
                            Person.ofUserId("u").fingerprint() + ',' + "00000000",
                            Person.ofUserId("u").fingerprint().substring(0, 9)
                        }),
                        Map.entry("since", new String[] {"2020-01-01"}),
                        Map.entry("until", new String[] {"2100-01-01"}),
                        Map.entry("discarded", new String[] {"false"})),
                Set.of());

        assertThat(rows.list(filter, Long.MAX_VALUE, 10)).hasSize(1);
        assertThat(rows.export(filter, filter.listed(), 0, 10)).hasSize(1);
        assertThat(rows.count(filter, filter.listed())).isEqualTo(1);
        for (Column column : Column.values()) {
            assertThat(rows.count(filter, column)).hasSize(1);
        }
        assertThat(rows.discard(filter, EnumSet.of(State.DEAD), "note", 1, 0, Instant.now())
                        .letters())
                .isEqualTo(1);
        assertThat(rows.list(filter, Long.MAX_VALUE, 10)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void kindsAreCountedByTheHourAndOlderLettersInTheirSumAlone(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        List<String> times = List.of("09:59:59", "10:00:00", "10:59:00", "12:30:00");
        times.forEach(time -> {
            keep(rows, "m-" + time, "event_blocked");
            database.client()
                    .sql("UPDATE dead_letters SET since = :since WHERE message_id = :id")
                    .param("since", Timestamp.from(Instant.parse("2026-11-20T" + time + "Z")))
                    .param("id", "m-" + time)
                    .update();
        });
        keep(rows, "m-other", "other");

        List<Kind> kinds = rows.kinds(DeadLetterFilter.NONE, Instant.parse("2026-11-20T12:31:00Z"), 3);

        assertThat(kinds).extracting(Kind::code).containsExactly("event_blocked", "other");
        assertThat(kinds.get(0))
                .isEqualTo(new Kind(
                        "refused",
                        "event_blocked",
                        4,
                        Instant.parse("2026-11-20T09:59:59Z"),
                        Instant.parse("2026-11-20T12:30:00Z"),
                        List.of(2L, 0L, 1L)));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theLettersOfAPersonAreRemovedAndTheirNumberTold(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        keep(rows, "m-1", "event_blocked");
        keep(rows, "m-2", "event_blocked");

        String person = Person.ofUserId("u").fingerprint();
        assertThat(rows.removePerson(Person.ofUserId("other").fingerprint(), Instant.now()))
                .isZero();
        // As letters later than the deletion, of events that do not say when they were accepted.
        assertThat(rows.removePerson(person, Instant.EPOCH)).isEqualTo(2);
        assertThat(rows.removePerson(person, Instant.now())).isZero();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aLetterThatFailsAgainKeepsItsNumberAndADiscardedOneStaysDiscarded(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        keep(rows, "m-1", "event_blocked");
        DeadLetter before = only(rows);
        assertThat(rows.hasAnyLike(event("m-2"), verdict("event_blocked"))).isTrue();
        assertThat(rows.hasAnyLike(event("m-2"), verdict("other"))).isFalse();

        keep(rows, "m-1", "other");
        DeadLetter after = only(rows);

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.code()).isEqualTo("other");

        rows.discard(DeadLetterFilter.NONE, EnumSet.of(State.DEAD), "n", 1, 0, Instant.now());
        keep(rows, "m-1", "event_blocked");
        assertThat(rows.find(before.id()).orElseThrow().letter().state()).isEqualTo("discarded");
        assertThat(rows.find(before.id()).orElseThrow().letter().note()).isEqualTo("n");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatHasFailedAgainOrWasAskedForAnewIsNotTakenForOnItsWay(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        keep(rows, "quick", "event_blocked");
        keep(rows, "slow", "event_blocked");
        keep(rows, "anew", "event_blocked");
        Instant asked = Instant.now();
        rows.move(DeadLetterFilter.NONE, EnumSet.of(State.DEAD), State.REQUESTED, 0, asked);
        List<DeadLetterRows.Full> batch = rows.export(DeadLetterFilter.NONE, EnumSet.of(State.REQUESTED), 0, 10);
        Instant latest = batch.get(0).letter().stateSince();
        keep(rows, "quick", "event_blocked");
        rows.move(
                DeadLetterFilter.of(Map.of("messageId", new String[] {"anew"}), Set.of()),
                EnumSet.of(State.REQUESTED),
                State.REQUESTED,
                0,
                asked.plusSeconds(1));

        rows.queued(batch.stream().map(full -> full.letter().id()).toList(), latest, Instant.now());

        assertThat(rows.list(DeadLetterFilter.NONE, Long.MAX_VALUE, 10))
                .extracting(DeadLetter::messageId, DeadLetter::state, DeadLetter::replays)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("anew", "requested", 1),
                        org.assertj.core.groups.Tuple.tuple("slow", "replaying", 1),
                        org.assertj.core.groups.Tuple.tuple("quick", "dead", 1));
        assertThat(rows.anyRequested()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void manyLettersAreMovedSomeAtOnceEachOfThemOnce(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        database.client()
                .sql("""
                        INSERT INTO dead_letters (source, message_id, type, person, event, reason, detail, since,
                            state_since)
                        SELECT 'segment', CONCAT('m-', n), 'identify', 'p', '{}', 'failed', 'why', CURRENT_TIMESTAMP,
                            CURRENT_TIMESTAMP
                        FROM %s AS numbers (n)
                        """.formatted(database.name().equals("H2") ? "SYSTEM_RANGE(1, 2500)" : "generate_series(1, 2500)"))
                .update();

        int moved = 0;
        int steps = 0;
        for (Optional<Long> after = Optional.of(0L); after.isPresent(); steps++) {
            Moved step = rows.move(
                    DeadLetterFilter.NONE, EnumSet.of(State.DEAD), State.REQUESTED, after.get(), Instant.now());
            moved += step.letters();
            after = step.next();
        }

        assertThat(moved).isEqualTo(2_500);
        assertThat(steps).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatExtoleHasAndWhatIsOldIsRemoved(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        keep(rows, "delivered", "event_blocked");
        keep(rows, "dead", "event_blocked");
        assertThat(rows.removeDelivered(true, ids -> Set.of("segment:delivered")))
                .isZero();
        assertThat(rows.removeDelivered(false, ids -> {
                    assertThat(ids).contains("segment:delivered", "segment:dead");
                    return Set.of("segment:delivered");
                }))
                .isEqualTo(1);
        assertThat(rows.removeOld(Instant.now().minus(Duration.ofDays(1)))).isZero();
        assertThat(rows.removeOld(Instant.now().plus(Duration.ofDays(1)))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aWishToBeDeletedDoesNotLapseByItself(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        rows.keep(
                new SegmentEvent("segment", EventType.DELETE, "d", Optional.empty(), Person.ofUserId("u"), "{}"),
                verdict("server_error"),
                Instant.now());
        Instant inAYear = Instant.now().plus(Duration.ofDays(365));

        assertThat(rows.removeOld(inAYear)).isZero();
        database.client().sql("UPDATE dead_letters SET state = 'discarded'").update();
        assertThat(rows.removeOld(inAYear)).isZero();
        assertThat(rows.removeDiscarded(inAYear)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aDiscardIsTakenBackByItsNumberAndDeletedAfterItsTime(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        keep(rows, "one", "event_blocked");
        long one = rows.newBatch();
        Instant first = Instant.now();
        rows.discard(DeadLetterFilter.NONE, EnumSet.of(State.DEAD), "first", one, 0, first);
        keep(rows, "two", "event_blocked");
        long two = rows.newBatch();
        rows.discard(DeadLetterFilter.NONE, EnumSet.of(State.DEAD), "second", two, 0, first.plusSeconds(60));
        DeadLetterFilter ofOne = DeadLetterFilter.of(Map.of("batch", new String[] {"" + one}), Set.of());
        assertThat(two).isNotEqualTo(one);
        assertThat(rows.list(ofOne, Long.MAX_VALUE, 10))
                .extracting(DeadLetter::messageId, DeadLetter::batch)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("one", one));

        assertThat(rows.move(ofOne, EnumSet.of(State.DISCARDED), State.DEAD, 0, first.plusSeconds(90))
                        .letters())
                .isEqualTo(1);

        assertThat(only(rows))
                .extracting(DeadLetter::messageId, DeadLetter::state, DeadLetter::note, DeadLetter::batch)
                .containsExactly("one", "dead", null, null);
        assertThat(rows.removeDiscarded(first.plusSeconds(59))).isZero();
        assertThat(rows.removeDiscarded(first.plusSeconds(61))).isEqualTo(1);
        assertThat(rows.list(DeadLetterFilter.NONE, Long.MAX_VALUE, 10)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void oneInstanceReplaysUntilItLeavesOrIsGone(Database database) {
        database.migrate("latest");
        ReplayTurn one = database.turn();
        ReplayTurn other = database.turn();

        assertThat(one.isOurs()).isTrue();
        assertThat(one.isOurs()).isTrue();
        assertThat(other.isOurs()).isFalse();
        // A statement that began before the turn was taken, and waited for it.
        database.client()
                .sql("UPDATE dead_letter_replay SET held_until = held_until + INTERVAL '5' SECOND")
                .update();
        assertThat(other.isOurs()).isFalse();

        one.leave();
        assertThat(other.isOurs()).isTrue();
        database.client()
                .sql("UPDATE dead_letter_replay SET held_until = held_until - INTERVAL '16' SECOND")
                .update();
        assertThat(one.isOurs()).isTrue();
        assertThat(other.isOurs()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theTurnOfAnInstanceThatIsGoneEndsAlsoIfTheClockWasSetBack(Database database) {
        database.migrate("latest");
        ReplayTurn gone = database.turn();
        ReplayTurn other = database.turn();
        assertThat(gone.isOurs()).isTrue();

        database.client()
                .sql("UPDATE dead_letter_replay SET held_until = held_until + INTERVAL '1' HOUR")
                .update();

        assertThat(other.isOurs()).isTrue();
    }

    /** For a replay, an export and a deletion alike: page by page, nothing is left out. */
    @ParameterizedTest
    @MethodSource("databases")
    void noMoreOfLargeLettersAreInMemoryTogetherThanThereIsRoomFor(Database database) {
        database.migrate("latest");
        DeadLetterRows rows = database.rows();
        List<String> all = IntStream.range(0, 8).mapToObj(i -> "m-" + i).toList();
        all.forEach(id -> rows.keep(event(id, "x".repeat(PORTION / 2)), verdict("a"), Instant.now()));

        List<String> found = new ArrayList<>();
        long after = 0;
        boolean isCut;
        do {
            List<DeadLetterRows.Full> page =
                    rows.export(DeadLetterFilter.NONE, DeadLetterFilter.NONE.listed(), after, 10);
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            page.forEach(letter -> found.add(letter.segment().messageId()));
            isCut = rows.isCut(page, 10);
            after = page.get(page.size() - 1).letter().id();
        } while (isCut);
        assertThat(found).containsExactlyElementsOf(all);
        assertThat(rows.isCut(rows.export(DeadLetterFilter.NONE, DeadLetterFilter.NONE.listed(), 0, 1), 1))
                .isTrue();
        assertThat(rows.isCut(rows.export(DeadLetterFilter.NONE, DeadLetterFilter.NONE.listed(), after - 1, 2), 2))
                .isFalse();

        // What became a letter later, but was accepted before.
        rows.removePerson(Person.ofUserId("u").fingerprint(), Instant.now().minusSeconds(60));
        assertThat(rows.count(DeadLetterFilter.NONE, DeadLetterFilter.NONE.listed()))
                .isZero();
    }

    private static DeadLetter only(DeadLetterRows rows) {
        return rows.list(DeadLetterFilter.NONE, Long.MAX_VALUE, 2).get(0);
    }

    private static void keep(DeadLetterRows rows, String messageId, String code) {
        rows.keep(event(messageId), verdict(code), Instant.now());
    }

    private static Verdict verdict(String code) {
        return new Verdict(Reason.REFUSED, code, "why", Optional.empty());
    }

    private static SegmentEvent event(String messageId) {
        return event(messageId, "{}");
    }

    private static SegmentEvent event(String messageId, String json) {
        return new SegmentEvent("segment", EventType.TRACK, messageId, Optional.of("Step"), Person.ofUserId("u"), json);
    }
}
