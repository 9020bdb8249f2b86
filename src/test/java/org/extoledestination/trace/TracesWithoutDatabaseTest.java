package org.extoledestination.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journey.Subject;
import org.extoledestination.platform.telemetry.Journeys;
import org.extoledestination.platform.telemetry.Meters;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is told of events while the database does not answer. */
class TracesWithoutDatabaseTest {

    private static final TraceFilter ALL = new TraceFilter(null, List.of(), null, null, null, null, 0, Long.MAX_VALUE);

    /** A real database that can be away. */
    private static final class Database extends DelegatingDataSource {

        private volatile boolean isAway;

        Database() {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL(
                    "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
            setTargetDataSource(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (isAway) {
                throw new SQLException("away");
            }
            return super.getConnection();
        }
    }

    private final Database database = new Database();
    private final Journeys journeys = new Journeys(Clock.systemUTC());
    private final TraceSettings settings = new TraceSettings(true, 10, 10, Duration.ofDays(7), 100);
    private final TraceRows rows =
            new TraceRows(new JdbcTemplate(database), new TransactionTemplate(new JdbcTransactionManager(database)));
    private TraceWriter writer;
    private Traces traces;

    @BeforeEach
    void start() {
        new ResourceDatabasePopulator(new ClassPathResource("db/migration/V16__traces.sql")).execute(database);
        writer = new TraceWriter(rows, settings, Clock.systemUTC(), new Meters(new SimpleMeterRegistry()));
        traces = new Traces(new RecentTraces(10), rows, writer, new TraceTail(), settings, Clock.systemUTC());
        journeys.follow(traces::take);
        long before = (System.currentTimeMillis() - 60_000) * 1_000;
        rows.add(List.of(new Trace(before, "m-before", "shop", "track", "Step", "0", "aside", "", false, List.of())));
        journeys.begin(new Subject("shop", "m-now", "track", "Step", "0", "tracking", 1, false, 0, ""));
        Journey.note("delivery", "delivered", "");
        Journey.end();
    }

    @AfterEach
    void stop() {
        journeys.leave();
        writer.close();
    }

    @Test
    void aListingTellsWhatIsRememberedAndThatItIsNotAll() {
        assertThat(traces.find(ALL, 10).isWhole()).isTrue();
        assertThat(traces.find(ALL, 10).traces()).extracting(Trace::messageId).containsExactly("m-now", "m-before");

        database.isAway = true;

        assertThat(traces.find(ALL, 10).isWhole()).isFalse();
        assertThat(traces.find(ALL, 10).traces()).extracting(Trace::messageId).containsExactly("m-now");
    }

    @Test
    void aJourneyThatIsRememberedIsToldAndOfOthersNothingIsSaid() {
        database.isAway = true;

        assertThat(traces.open("m-now")).extracting(Trace::outcome).containsExactly("delivered");
        assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> traces.open("m-before"));
    }
}
