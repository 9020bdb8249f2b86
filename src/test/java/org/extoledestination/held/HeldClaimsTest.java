package org.extoledestination.held;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.InHand;
import org.extoledestination.support.SettableClock;
import org.extoledestination.telemetry.Meters;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An event that waits aside is tried by one at a time. */
class HeldClaimsTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> tried = new ArrayList<>();
    private HikariDataSource database;
    private HeldRows rows;
    /** What happens while an event is tried. */
    private Runnable meanwhile = () -> {};

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        database = new HikariDataSource();
        database.setJdbcUrl("jdbc:h2:file:" + folder.resolve("db") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        Flyway.configure().dataSource(database).load().migrate();
        JdbcClient client = JdbcClient.create(database);
        rows = new HeldRows(client, new DurableWrites(client, true));
        camel.start();
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        database.close();
    }

    /** A process of several that share the database, each with a clock of its own. */
    private final class Instance {

        private final String uri;
        private final SettableClock clock = new SettableClock(START);

        private Instance(String name) throws Exception {
            uri = "direct:" + name;
            HeldClaims claims = new HeldClaims(
                    rows,
                    InHand.open(
                            folder.resolve(name), Duration.ZERO, false, clock, new Meters(new SimpleMeterRegistry())),
                    LONGEST_WAIT,
                    clock);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri)
                            .filter(claims::claim)
                            // A team's own step: a copy that nobody takes.
                            .to("seda:nowhere?size=1&discardWhenFull=true")
                            .process(exchange -> {
                                tried.add(name);
                                meanwhile.run();
                            });
                }
            });
        }

        private void tries(HeldEvent event) {
            camel.createProducerTemplate()
                    .send(uri, exchange -> exchange.getMessage().setBody(event));
        }
    }

    @Test
    void nobodyElseTriesAnEventForTwoMinutes() throws Exception {
        Instance one = new Instance("one");
        Instance other = new Instance("other");
        HeldEvent event = held("m-1");

        one.tries(event);
        other.tries(event);
        // A statement that began before the claim, and waited for it.
        database("leased_until + INTERVAL '5' SECOND");
        other.tries(event);
        timePasses(1);
        other.tries(event);
        timePasses(2);
        other.tries(event);

        assertThat(tried).containsExactly("one", "other");
    }

    @Test
    void theLeaseIsOfTheClockOfTheDatabaseHoweverThoseOfTheInstancesAreSet() throws Exception {
        Instance one = new Instance("one");
        Instance other = new Instance("other");
        HeldEvent event = held("m-1");
        one.clock.move(Duration.ofDays(2));
        one.tries(event);

        other.tries(event);
        other.clock.move(Duration.ofDays(3));
        other.tries(event);

        assertThat(tried).containsExactly("one");
    }

    @Test
    void aLeaseFromBeforeTheClockOfTheDatabaseWasSetBackCountsForNothing() throws Exception {
        Instance one = new Instance("one");
        Instance other = new Instance("other");
        HeldEvent event = held("m-1");
        one.tries(event);

        timePasses(-60);
        other.tries(event);

        assertThat(tried).containsExactly("one", "other");
    }

    @Test
    void anEventIsNotTriedAgainWhileItIsStillInHandHoweverLongThatTakes() throws Exception {
        Instance one = new Instance("one");
        HeldEvent event = held("m-1");
        meanwhile = () -> {
            timePasses(3);
            one.tries(event);
            one.clock.move(HeldRows.LEASE.plusSeconds(1));
            one.tries(event);
            one.clock.move(Duration.ofDays(-1));
            one.tries(event);
            one.clock.move(Duration.ofDays(1));
        };

        one.tries(event);
        assertThat(tried).containsExactly("one");
        meanwhile = () -> {};
        one.tries(event);

        assertThat(tried).containsExactly("one", "one");
    }

    @Test
    void anEventIsOutOfHandAlsoIfItsAttemptFails() throws Exception {
        Instance one = new Instance("one");
        HeldEvent event = held("m-1");
        meanwhile = () -> {
            throw new IllegalStateException("fails");
        };

        one.tries(event);
        timePasses(3);
        one.tries(event);

        assertThat(tried).containsExactly("one", "one");
    }

    @Test
    void onlyTheOldestOfAPersonIsTriedAndOnlyWhenItIsDue() throws Exception {
        Instance one = new Instance("one");
        HeldEvent first = held("m-1");
        HeldEvent second = held("m-2");

        one.tries(second);
        assertThat(tried).isEmpty();
        rows.failed(first, 1, Duration.ZERO, START, START.plusSeconds(10));
        one.tries(first);
        assertThat(tried).isEmpty();
        one.clock.move(Duration.ofSeconds(10));
        one.tries(first);
        assertThat(tried).hasSize(1);
        rows.remove(first.id());
        one.tries(second);

        assertThat(tried).hasSize(2);
    }

    /** Minutes of the database. */
    private void timePasses(int minutes) {
        database("leased_until - CAST('%d' AS INTERVAL MINUTE)".formatted(minutes));
    }

    private void database(String leasedUntil) {
        JdbcClient.create(database)
                .sql("UPDATE held_events SET leased_until = " + leasedUntil)
                .update();
    }

    private HeldEvent held(String messageId) {
        Person person = Person.ofUserId("u");
        rows.add(
                new SegmentEvent("segment", EventType.TRACK, messageId, Optional.of("Step"), person, "{}"),
                START,
                START);
        return rows.first(person.fingerprint(), 10).stream()
                .filter(event -> event.event().messageId().equals(messageId))
                .findFirst()
                .orElseThrow();
    }
}
