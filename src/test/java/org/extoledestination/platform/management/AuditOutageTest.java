package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.management.AuditRows.Filter;
import org.extoledestination.platform.telemetry.Meters;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit trail while the database does not answer. */
class AuditOutageTest {

    private static final Filter ALL = new Filter(null, null, null, null);

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
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AuditRows rows = new AuditRows(
            JdbcClient.create(database),
            new TransactionTemplate(new JdbcTransactionManager(database)),
            new DurableWrites(JdbcClient.create(database), false));

    @BeforeEach
    void table() {
        new ResourceDatabasePopulator(new ClassPathResource("db/migration/V17__audit_trail.sql")).execute(database);
    }

    @Test
    void nobodyWaitsForItAndWhatWasDoneMeanwhileIsKeptInItsOrder() {
        database.isAway = true;
        try (AuditTrail trail = trail()) {
            add(trail, "first");
            add(trail, "second");
            await().pollDelay(Duration.ofMillis(100)).until(() -> written() == 0);

            database.isAway = false;
            await().until(() -> rows.count(ALL) == 2);
        }

        assertThat(rows.earliest(ALL, 0, 10)).extracting(AuditEntry::target).containsExactly("first", "second");
        assertThat(written()).isEqualTo(2);
    }

    @Test
    void whatMemoryDoesNotHoldIsCountedAsLost() {
        database.isAway = true;
        try (AuditTrail trail = trail()) {
            for (int i = 0; i < AuditTrail.MOST_WAITING + 3; i++) {
                add(trail, "entry");
            }
            assertThat(count("lost")).isEqualTo(3);
            database.isAway = false;
        }

        assertThat(rows.count(ALL)).isEqualTo(AuditTrail.MOST_WAITING);
    }

    @Test
    void whatWaitsAtTheEndIsWrittenThen() {
        database.isAway = true;
        AuditTrail trail = trail();
        add(trail, "last");
        database.isAway = false;
        trail.close();

        assertThat(rows.earliest(ALL, 0, 10)).extracting(AuditEntry::target).containsExactly("last");
    }

    @Test
    void whatTheDatabaseDoesNotTakeIsNotInTheWayOfLaterEntries() {
        try (AuditTrail trail = trail()) {
            JdbcClient.create(database)
                    .sql("ALTER TABLE audit_trail ADD CONSTRAINT short CHECK (LENGTH(target) < 10)")
                    .update();
            add(trail, "a target that is too long");
            await().until(() -> count("lost") == 1);
            add(trail, "short");
            await().until(() -> rows.count(ALL) == 1);
        }

        assertThat(rows.latest(new Filter(null, null, "token", "get"), Long.MAX_VALUE, 1))
                .extracting(AuditEntry::target, AuditEntry::count)
                .containsExactly(tuple("short", null));
    }

    private AuditTrail trail() {
        return new AuditTrail(rows, Clock.systemUTC(), new Meters(registry));
    }

    private static void add(AuditTrail trail, String target) {
        trail.add("token:12345678", "127.0.0.1", "GET /actuator/x", target, null, "200");
    }

    private double written() {
        return count("written");
    }

    private double count(String outcome) {
        Counter counter = registry.find("extole.destination.audit")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
