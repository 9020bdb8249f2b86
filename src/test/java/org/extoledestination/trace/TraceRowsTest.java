package org.extoledestination.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.extoledestination.event.Person;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.Postgres;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The table and its statements, on both databases, and who writes to it. */
@Tag("slow")
class TraceRowsTest {

    private static final long NOW = System.currentTimeMillis() * 1_000;
    private static final String JANE = Person.ofUserId("jane").fingerprint();
    private static final String JOHN = Person.ofUserId("john").fingerprint();

    @TempDir
    private static Path folder;

    private static Postgres postgres;
    private static HikariDataSource h2;

    private record Database(String name, DataSource source) {

        TraceRows rows() {
            return new TraceRows(
                    new JdbcTemplate(source), new TransactionTemplate(new DataSourceTransactionManager(source)));
        }

        Database migrated() {
            Flyway flyway =
                    Flyway.configure().dataSource(source).cleanDisabled(false).load();
            flyway.clean();
            flyway.migrate();
            return this;
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
                .map(Database::migrated);
    }

    private static Trace trace(long id, String messageId, String event, String person, String outcome) {
        List<Step> steps = List.of(
                new Step(id / 1_000, "accepted", "tracking", "", 0, 0),
                new Step(id / 1_000, "call", "async-event", "slow", 200, 12));
        return new Trace(id, messageId, "shop", "track", event, person, outcome, "why", false, steps);
    }

    private static TraceFilter filter(@Nullable String event, @Nullable String outcome, String... persons) {
        return new TraceFilter(null, List.of(persons), event, null, null, outcome, 0, Long.MAX_VALUE);
    }

    private static List<String> ids(List<Trace> traces) {
        return traces.stream().map(Trace::messageId).toList();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatIsWrittenIsFoundByEachOfItsMarks(Database database) {
        TraceRows rows = database.rows();
        Trace first = trace(NOW, "m-1", "Step", JANE, "delivered");
        rows.add(List.of(
                first,
                trace(NOW + 1, "m-2", "Step", JOHN, "aside"),
                trace(NOW + 2, "m-3", "Jump", JANE, "dead-letter")));

        assertThat(rows.find(filter(null, null), 10)).hasSize(3).last().isEqualTo(first);
        assertThat(ids(rows.find(filter(null, null), 2))).containsExactly("m-3", "m-2");
        assertThat(ids(rows.find(filter(null, null).before(NOW + 1), 2))).containsExactly("m-1");
        assertThat(ids(rows.find(filter("Step", null), 10))).containsExactly("m-2", "m-1");
        assertThat(ids(rows.find(filter("Step", "aside"), 10))).containsExactly("m-2");
        assertThat(ids(rows.find(filter(null, null, JANE), 10))).containsExactly("m-3", "m-1");
        assertThat(ids(rows.find(filter(null, null, JANE, JOHN.substring(0, 8)), 10)))
                .containsExactly("m-3", "m-2", "m-1");
        assertThat(rows.find(filter("jump", null), 10)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatWasMaskedIsFoundByWhatItWas(Database database) {
        TraceRows rows = database.rows();
        rows.add(List.of(trace(NOW, "jane@example.com", "Mail to jane@example.com", JANE, "aside")
                .masked()));

        assertThat(rows.find(filter("Mail to jane@example.com", null), 10)).hasSize(1);
        assertThat(rows.find(TraceFilter.ofMessageId("jane@example.com"), 10)).hasSize(1);
        assertThat(rows.find(filter("Mail to john", null), 10)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anEventThatWasTakenAgainIsFoundAsItWasLast(Database database) {
        TraceRows rows = database.rows();
        rows.add(List.of(trace(NOW, "m-1", "Step", JANE, "dead-letter")));
        rows.add(List.of(trace(NOW + 5, "m-1", "Step", JANE, "delivered")));

        assertThat(rows.find(filter(null, null), 10)).extracting(Trace::outcome).containsExactly("delivered");
        assertThat(rows.find(filter(null, "dead-letter"), 10)).isEmpty();
        assertThat(rows.all(TraceFilter.ofMessageId("m-1"), 10)).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void twoInstancesThatLetGoAtTheSameMomentBothHaveTheirRow(Database database) {
        TraceRows rows = database.rows();
        rows.add(List.of(trace(NOW, "m-1", "Step", JANE, "aside")));
        rows.add(List.of(trace(NOW, "m-2", "Step", JANE, "aside")));

        assertThat(ids(rows.find(filter(null, null), 10))).containsExactly("m-2", "m-1");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void rowsThatAreTooOldOrTooManyGo(Database database) {
        TraceRows rows = database.rows();
        long old = NOW - Duration.ofDays(8).toMillis() * 1_000;
        rows.add(IntStream.range(0, 30)
                .mapToObj(i -> trace(old + i, "m-old-" + i, "Step", JANE, "aside"))
                .toList());
        rows.add(IntStream.range(0, 30)
                .mapToObj(i -> trace(NOW + i, "m-new-" + i, "Step", JANE, "aside"))
                .toList());
        TraceSettings settings = new TraceSettings(true, 10, 10, Duration.ofDays(7), 10);
        try (TraceWriter started = writer(rows, settings)) {
            assertThat(started).isNotNull();
            await().until(() -> rows.count() == 10);
        }

        assertThat(rows.find(filter(null, null), 1))
                .extracting(Trace::messageId)
                .containsExactly("m-new-29");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void ofTooManyRowsThoseThatWentSmoothlyGoFirst(Database database) {
        TraceRows rows = database.rows();
        rows.add(IntStream.range(0, 5)
                .mapToObj(i -> trace(NOW + i, "m-aside-" + i, "Step", JANE, "aside"))
                .toList());
        rows.add(IntStream.range(10, 40)
                .mapToObj(i -> smooth(NOW + i, "m-smooth-" + i))
                .toList());
        try (TraceWriter started = writer(rows, new TraceSettings(true, 10, 10, Duration.ofDays(7), 7))) {
            assertThat(started).isNotNull();
            await().until(() -> rows.count() == 7);
        }

        assertThat(ids(rows.find(filter(null, null), 10)))
                .containsExactly(
                        "m-smooth-39", "m-smooth-38", "m-aside-4", "m-aside-3", "m-aside-2", "m-aside-1", "m-aside-0");
        rows.removeOldest(4);
        assertThat(ids(rows.find(filter(null, null), 10))).containsExactly("m-aside-4", "m-aside-3", "m-aside-2");
    }

    private static Trace smooth(long id, String messageId) {
        return new Trace(id, messageId, "shop", "track", "Step", JANE, "delivered", "", true, List.of());
    }

    @Test
    @Timeout(60)
    void aQuestionThatTakesLongEnds() throws Exception {
        Database database = new Database("PostgreSQL", postgres.source()).migrated();
        try (Connection other = database.source().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE traces IN ACCESS EXCLUSIVE MODE");
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> database.rows().find(filter(null, null), 1));

            other.rollback();
        }
    }

    /** H2 keeps it with the connection, of which there is one for all. */
    @Test
    void theTimeOfAQuestionHoldsForNoOtherStatement() throws Exception {
        new Database("H2", h2).migrated();
        try (Connection only = h2.getConnection();
                Statement next = only.createStatement()) {
            new Database("one connection", new SingleConnectionDataSource(only, true))
                    .rows()
                    .find(filter(null, null), 1);

            assertThat(next.getQueryTimeout()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aRowThatTheDatabaseRefusesCostsNoOther(Database database) {
        TraceRows rows = database.rows();
        TraceSettings settings = new TraceSettings(true, 10, 10, Duration.ofDays(7), 100);
        try (TraceWriter writer = writer(rows, settings)) {
            writer.add(trace(NOW, "m-first", "Step", JANE, "aside"));
            writer.add(trace(NOW + 1, "m-long", "Step", JANE, "x".repeat(100)));
            writer.add(trace(NOW + 2, "m-last", "Step", JANE, "aside"));
        }

        assertThat(ids(rows.find(filter(null, null), 10))).containsExactly("m-last", "m-first");
    }

    /** Whoever has the only connection keeps nobody from going on. */
    @Test
    void whileTheDatabaseDoesNotTakeThemRowsAreDroppedAndNobodyWaits() throws Exception {
        TraceSettings settings = new TraceSettings(true, 10, 10, Duration.ofDays(7), 100_000);
        try (HikariDataSource single = new HikariDataSource()) {
            single.setJdbcUrl("jdbc:h2:mem:single;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
            Database database = new Database("one connection", single).migrated();
            single.setMaximumPoolSize(1);
            single.setConnectionTimeout(60_000);
            TraceRows rows = database.rows();
            int all = TraceWriter.MOST_WAITING + 1_000;
            TraceWriter writer;
            try (Connection taken = single.getConnection()) {
                writer = writer(rows, settings);
                for (int i = 0; i < all; i++) {
                    writer.add(trace(NOW + i, "m-" + i, "Step", JANE, "aside"));
                }
                assertThat(writer.dropped()).isBetween(700L, 1_000L);
                assertThat(taken.isValid(1)).isTrue();
            }
            await().until(() -> rows.count() == all - writer.dropped());
            writer.close();
        }
    }

    private static TraceWriter writer(TraceRows rows, TraceSettings settings) {
        return new TraceWriter(rows, settings, Clock.systemUTC(), new Meters(new SimpleMeterRegistry()));
    }
}
