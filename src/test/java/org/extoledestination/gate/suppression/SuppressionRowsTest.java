package org.extoledestination.gate.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.event.Person;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.support.Persons;
import org.extoledestination.support.Postgres;
import org.extoledestination.support.SettableClock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Two instances with one database: what one of them does, the other learns, and both forget. */
@Tag("slow")
class SuppressionRowsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Person ADA = Person.ofUserId("ada");

    @TempDir
    private static Path folder;

    private static Postgres postgres;

    @BeforeAll
    static void start() {
        postgres = new Postgres(folder.resolve("postgres"));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    static Stream<DataSource> databases() {
        return Stream.of(
                new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1"),
                postgres.source());
    }

    private final SettableClock clock = new SettableClock(NOW);

    private Suppressions instance(DataSource source) {
        JdbcClient database = JdbcClient.create(source);
        return new Suppressions(
                Persons.KEYS, new SuppressionRows(database, new DurableWrites(database, false)), false, clock);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatOneRemovesTheOtherLearnsWithoutCounting(DataSource source) {
        Flyway.configure().dataSource(source).load().migrate();
        Suppressions one = instance(source);
        Suppressions other = instance(source);

        assertThat(one.add(ADA)).isTrue();
        other.follow();
        assertThat(other.count()).isEqualTo(1);
        assertThat(other.drop(event(NOW))).isTrue();

        assertThat(one.remove(ADA)).isTrue();
        assertThat(one.remove(ADA)).isFalse();
        other.follow();
        assertThat(List.of(one, other, instance(source))).allSatisfy(each -> {
            assertThat(each.drop(event(NOW))).isFalse();
            assertThat(each.list(10)).isEmpty();
            assertThat(each.count()).isZero();
        });

        assertThat(other.add(ADA)).isTrue();
        one.follow();
        assertThat(one.drop(event(NOW))).isTrue();
        assertThat(one.remove(ADA)).isTrue();
        clock.move(Duration.ofDays(2));
        one.forgetBefore(Instant.EPOCH.plusSeconds(1));
        assertThat(rows(source)).isZero();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void deletionsAreForgottenAndWhomAnOperatorSuppressedIsNot(DataSource source) {
        Flyway.configure().dataSource(source).load().migrate();
        Suppressions one = instance(source);
        Suppressions other = instance(source);
        one.afterDelete(Map.of("type", "delete", "userId", "ada", "timestamp", NOW.toString()));
        one.add(Person.ofUserId("bob"));
        other.follow();
        assertThat(other.drop(event(NOW.minusSeconds(1)))).isTrue();

        for (Suppressions each : List.of(one, other)) {
            each.forgetBefore(NOW);
            assertThat(each.drop(event(NOW.minusSeconds(1)))).isTrue();
            each.forgetBefore(NOW.plusSeconds(1));
            assertThat(each.drop(event(NOW.minusSeconds(1)))).isFalse();
            assertThat(each.count()).isEqualTo(1);
        }
        assertThat(rows(source)).isEqualTo(1);
        one.remove(Person.ofUserId("bob"));
    }

    private static long rows(DataSource source) {
        return JdbcClient.create(source)
                .sql("SELECT count(*) FROM suppressions")
                .query(Long.class)
                .single();
    }

    private static Exchange event(Instant time) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage()
                .setBody(Map.of("type", "track", "event", "Seen", "userId", "ada", "timestamp", time.toString()));
        return exchange;
    }
}
