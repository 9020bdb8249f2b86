package org.extoledestination.delivery.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.inhand.InHand;
import org.extoledestination.inhand.Suspect;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.SettableClock;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

        private final InHand inHand;

        /** {@code suspects}: what was in hand when its last process ended. */
        private Instance(String name, String... suspects) throws Exception {
            uri = "direct:" + name;
            Files.createDirectories(folder.resolve(name));
            Files.writeString(
                    folder.resolve(name).resolve("suspects"),
                    Stream.of(suspects)
                            .map(id -> "suspect 1 false " + START + " segment%3A" + id + '\n')
                            .collect(Collectors.joining()));
            inHand = InHand.open(
                    folder.resolve(name), Duration.ZERO, false, clock, new Meters(new SimpleMeterRegistry()));
            HeldClaims claims = new HeldClaims(rows, inHand, LONGEST_WAIT, clock);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri)
                            .filter(claims::claim)
                            // A team's own step: a copy that nobody takes.
                            .to("seda:nowhere?size=1&discardWhenFull=true")
                            .process(exchange -> {
                                EventInHand.take(
                                        exchange,
                                        exchange.getMessage()
                                                .getBody(HeldEvent.class)
                                                .event());
                                inHand.begin(exchange);
                                tried.add(name);
                                meanwhile.run();
                            });
                }
            });
        }

        private List<String> suspects() {
            return inHand.suspects().stream().map(Suspect::key).sorted().toList();
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

    @ParameterizedTest
    @ValueSource(strings = {"another instance tries it", "it is tried already", "it is not due", "one is before it"})
    void aSuspectThatIsNotTriedAfterAllStaysOneAndOneThatIsTriedIsClearedAtTheEnd(String obstacle) throws Exception {
        Instance one = new Instance("one", "m-1", "m-2");
        Instance other = new Instance("other");
        HeldEvent first = held("m-1");
        HeldEvent second = held("m-2");
        switch (obstacle) {
            case "another instance tries it" -> other.tries(first);
            case "it is not due" -> rows.failed(first, 1, Duration.ZERO, START, START.plusSeconds(10));
            default -> {}
        }
        if (obstacle.equals("it is tried already")) {
            meanwhile = () -> {
                // Others have a rest between them, in which it could not have a turn.
                await().during(Duration.ofMillis(60)).until(() -> true);
                one.tries(first);
                assertThat(one.suspects()).containsExactly("segment:m-1", "segment:m-2");
            };
            one.tries(first);
            assertThat(tried).containsExactly("one");
            return;
        }

        one.tries(obstacle.equals("one is before it") ? second : first);

        assertThat(tried).doesNotContain("one");
        assertThat(one.suspects()).containsExactly("segment:m-1", "segment:m-2");
        await().untilAsserted(() -> {
            timePasses(3);
            one.clock.move(Duration.ofSeconds(10));
            one.tries(first);
            assertThat(tried).contains("one");
        });
        assertThat(one.suspects()).containsExactly("segment:m-2");
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
                START,
                0);
        return rows.line(person.fingerprint(), 0, 10, Portion.ofHeap()).stream()
                .filter(event -> event.event().messageId().equals(messageId))
                .findFirst()
                .orElseThrow();
    }
}
