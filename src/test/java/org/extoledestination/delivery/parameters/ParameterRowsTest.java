package org.extoledestination.delivery.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.extoledestination.delivery.parameters.WaitingPerson.Keys;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.support.Postgres;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The backlog, on both databases. */
@Tag("slow")
class ParameterRowsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant LEASE = NOW.plus(Duration.ofMinutes(2));
    private static final Instant LATEST = NOW.plus(Duration.ofHours(1));
    private static final Keys KEYS = new Keys(Optional.of("ada@example.com"), Optional.of("u-1"));

    @Nested
    class OnH2 extends Sentences {

        @TempDir
        private Path folder;

        @Override
        void withRows(Use use) throws Exception {
            run(
                    new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1"),
                    true,
                    use);
        }
    }

    @Nested
    class OnPostgresql extends Sentences {

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

        @Override
        void withRows(Use use) throws Exception {
            Flyway.configure()
                    .dataSource(postgres.source())
                    .cleanDisabled(false)
                    .load()
                    .clean();
            run(postgres.source(), false, use);
        }
    }

    interface Use {
        void run(ParameterRows rows, PersonLeases leases, RefusedRows refused) throws Exception;
    }

    abstract static class Sentences {

        abstract void withRows(Use use) throws Exception;

        void run(DataSource source, boolean needsSync, Use use) throws Exception {
            Flyway.configure().dataSource(source).load().migrate();
            JdbcClient database = JdbcClient.create(source);
            TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(source));
            use.run(
                    new ParameterRows(database, transactions, new DurableWrites(database, needsSync)),
                    new PersonLeases(database, transactions),
                    new RefusedRows(database));
        }

        @Test
        void theNewestValueOfANameIsTheOneThatWaitsAndNullIsARemoval() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"", "seats", "3");
                keep(rows, "u-1", KEYS, "plan", null);

                WaitingPerson person = leases.due(NOW, LATEST, 10).get(0);
                assertThat(rows.of(person))
                        .extracting(WaitingParameter::name, WaitingParameter::json)
                        .containsExactlyInAnyOrder(
                                org.assertj.core.groups.Tuple.tuple("seats", "3"),
                                org.assertj.core.groups.Tuple.tuple("plan", null));
                assertThat(rows.count()).isEqualTo(2);
                assertThat(rows.persons()).isEqualTo(1);
            });
        }

        @Test
        void whatIsOlderThanWhatWaitsOrWasWrittenDoesNotTakeItsPlaceAndEqualTimesDo() throws Exception {
            withRows((rows, leases, refused) -> {
                assertThat(keepAt(10, rows, "u-1", KEYS, "plan", "\"gold\"")).isEqualTo(1);
                assertThat(keepAt(5, rows, "u-1", KEYS, "plan", "\"old\"", "seats", "3"))
                        .isEqualTo(1);
                assertThat(waiting(rows, leases)).containsExactly("\"gold\"", "3");

                assertThat(write(rows, leases)).isEqualTo(2);
                assertThat(keepAt(9, rows, "u-1", KEYS, "plan", "\"old\"", "seats", null))
                        .isEqualTo(1);
                assertThat(waiting(rows, leases)).containsExactly((String) null);
                assertThat(write(rows, leases)).isEqualTo(1);
                assertThat(keepAt(8, rows, "u-1", KEYS, "plan", "\"old\"", "seats", "3"))
                        .isZero();
                assertThat(leases.due(NOW, LATEST, 10)).isEmpty();

                assertThat(keepAt(10, rows, "u-1", KEYS, "plan", "\"silver\"")).isEqualTo(1);
                assertThat(waiting(rows, leases)).containsExactly("\"silver\"");
            });
        }

        /** Extole finds all three by the address. */
        @Test
        void whatIsOlderIsNotWrittenUnderAnotherKeyOfThePersonEither() throws Exception {
            withRows((rows, leases, refused) -> {
                Person ada = Person.ofEmail("ada@example.com");
                Keys address = new Keys(KEYS.email(), Optional.empty());
                keepAt(10, rows, Person.ofUserId("u-1"), KEYS, "plan", "\"gold\"", "seats", "3");
                write(rows, leases);
                keepAt(9, rows, ada, address, "plan", "\"old\"", "seats", "4", "size", "1");
                keepAt(11, rows, Person.ofUserId("u-2"), KEYS, "size", "2");

                assertThat(waiting(rows, leases)).containsExactly("2");
                assertThat(write(rows, leases)).isEqualTo(1);
                keepAt(12, rows, ada, address, "plan", "\"new\"");
                assertThat(waiting(rows, leases)).containsExactly("\"new\"");
                write(rows, leases);
                keepAt(11, rows, Person.ofUserId("u-1"), KEYS, "plan", "\"old\"");
                assertThat(waiting(rows, leases)).isEmpty();
                assertThat(rows.count()).isZero();
            });
        }

        @Test
        void whatAClockAheadHasWrittenMakesNothingOld() throws Exception {
            withRows((rows, leases, refused) -> {
                assertThat(keepAt(90, rows, "u-1", KEYS, "plan", "\"gold\"")).isEqualTo(1);

                assertThat(keepAt(20, rows, "u-1", KEYS, "plan", "\"silver\"")).isEqualTo(1);

                assertThat(waiting(rows, leases)).containsExactly("\"silver\"");
            });
        }

        @Test
        void ofWhatWasWrittenNeitherValueNorKeysStay() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                write(rows, leases);
                keep(rows, "u-1", new Keys(Optional.empty(), Optional.of("u-1")), "seats", "3");

                WaitingPerson person = leases.due(NOW, LATEST, 10).get(0);

                assertThat(person.keys().email()).isEmpty();
                assertThat(rows.of(person)).extracting(WaitingParameter::name).containsExactly("seats");
            });
        }

        /** All that waits, of all persons. */
        private static List<@Nullable String> waiting(ParameterRows rows, PersonLeases leases) {
            List<@Nullable String> values = new java.util.ArrayList<>();
            leases.due(NOW, LATEST, 10)
                    .forEach(person -> rows.of(person).forEach(parameter -> values.add(parameter.json())));
            return values;
        }

        @Test
        void aValueThatCameWhileAnOlderOneWasWrittenStaysAndThePersonIsDueAgain() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                WaitingPerson person = claimed(leases);
                WaitingParameter older = rows.of(person).get(0);

                keep(rows, "u-1", KEYS, "plan", "\"silver\"");
                assertThat(leases.due(NOW, LATEST, 10)).isEmpty();
                rows.remove(older);
                leases.finish(person, NOW);

                WaitingPerson again = leases.due(NOW, LATEST, 10).get(0);
                assertThat(rows.of(again)).extracting(WaitingParameter::json).containsExactly("\"silver\"");
                rows.remove(rows.of(again).get(0));
                leases.finish(again, NOW);
                assertThat(rows.persons()).isZero();
            });
        }

        @Test
        void aTurnThatAClockAheadHasSetIsNotWaitedFor() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                assertThat(leases.holds(claimed(leases), LATEST.plusSeconds(1))).isTrue();

                WaitingPerson person = leases.due(NOW, LATEST, 10).get(0);

                assertThat(leases.claim(person, NOW, LATEST, LEASE)).isTrue();
                assertThat(leases.due(NOW, LATEST, 10)).isEmpty();
            });
        }

        @Test
        void onlyOneOfManyInstancesGetsAPersonUntilItsLeaseIsOver() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                WaitingPerson person = leases.due(NOW, LATEST, 10).get(0);

                assertThat(atOnce(8, () -> leases.claim(person, NOW, LATEST, LEASE)))
                        .containsOnlyOnce(true);

                assertThat(leases.due(LEASE.minusSeconds(1), LATEST, 10)).isEmpty();
                assertThat(leases.due(LEASE, LATEST, 10)).hasSize(1);
                assertThat(leases.holds(person, LEASE.plusSeconds(60))).isTrue();
                assertThat(leases.due(LEASE, LATEST, 10)).isEmpty();
            });
        }

        /** Whoever holds a turn and ends without a word has left no other trace. */
        @Test
        void turnsThatCameToNoEndAreCountedUntilOneDoes() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                WaitingPerson person = claimed(leases);
                assertThat(person.begun()).isZero();
                assertThat(leases.holds(person, LEASE)).isTrue();
                assertThat(leases.claim(person, LEASE, LATEST, LEASE)).isTrue();
                assertThat(leases.due(LEASE, LATEST, 10).get(0).begun()).isEqualTo(2);

                leases.release(person, LEASE);
                assertThat(leases.due(LEASE, LATEST, 10).get(0).begun()).isZero();
                assertThat(leases.claim(person, LEASE, LATEST, LEASE)).isTrue();
                leases.failed(person, Duration.ZERO, NOW, LEASE);
                assertThat(leases.due(LEASE, LATEST, 10).get(0).begun()).isZero();
                assertThat(leases.claim(person, LEASE, LATEST, LEASE)).isTrue();
                leases.finish(person, LEASE);
                assertThat(leases.due(LEASE, LATEST, 10).get(0).begun()).isZero();
            });
        }

        @Test
        void nothingIsLostWhilePeopleAreKeptAndFinishedAtTheSameTime() throws Exception {
            withRows((rows, leases, refused) -> {
                AtomicInteger number = new AtomicInteger();
                AtomicInteger written = new AtomicInteger();

                atOnce(6, () -> {
                    for (int i = 0; i < 25; i++) {
                        if (i % 2 == 0) {
                            keep(rows, "u-1", KEYS, "name-" + number.incrementAndGet(), "1");
                        } else {
                            written.addAndGet(write(rows, leases));
                        }
                    }
                    return true;
                });
                written.addAndGet(write(rows, leases));

                assertThat(written.get()).isEqualTo(number.get());
                assertThat(rows.persons()).isZero();
            });
        }

        /** Of all persons. */
        private static int write(ParameterRows rows, PersonLeases leases) {
            int written = 0;
            for (WaitingPerson person : leases.due(NOW, LATEST, 10)) {
                if (leases.claim(person, NOW, LATEST, LEASE)) {
                    List<WaitingParameter> waiting = rows.of(person);
                    waiting.forEach(rows::remove);
                    leases.finish(person, NOW);
                    written += waiting.size();
                }
            }
            return written;
        }

        @Test
        void aPersonIsForgottenByUserIdAndByEMailOfAnyCaseAndWhoeverHasItInHandIsTold() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                keep(rows, "u-2", new Keys(Optional.empty(), Optional.of("u-2")), "plan", "\"gold\"");
                keep(rows, "u-3", new Keys(Optional.empty(), Optional.of("u-3")), "plan", "\"gold\"");
                WaitingPerson inHand = claimed(leases);

                rows.forget(Person.ofEmail(" ADA@example.com"));
                rows.forget(Person.ofUserId("u-2"));

                assertThat(rows.count()).isEqualTo(1);
                assertThat(leases.holds(inHand, LEASE)).isFalse();
            });
        }

        @Test
        void aLaterEventWithoutTheEMailDoesNotTakeItAway() throws Exception {
            withRows((rows, leases, refused) -> {
                keep(rows, "u-1", KEYS, "plan", "\"gold\"");
                keep(rows, "u-1", new Keys(Optional.empty(), Optional.of("u-1")), "seats", "3");

                assertThat(leases.due(NOW, LATEST, 10))
                        .singleElement()
                        .satisfies(person -> assertThat(person.keys()).isEqualTo(KEYS));
            });
        }

        @Test
        void whenItWasWrittenIsForgottenAndWhatWaitsIsNot() throws Exception {
            withRows((rows, leases, refused) -> {
                keepAt(10, rows, "u-1", KEYS, "plan", "\"gold\"", "city", "\"Paris\"");
                WaitingPerson person = claimed(leases);
                rows.of(person).stream()
                        .filter(each -> each.name().equals("plan"))
                        .forEach(rows::remove);

                rows.forgetBefore(NOW);

                assertThat(rows.of(person)).extracting(WaitingParameter::name).containsExactly("city");
                assertThat(keepAt(5, rows, "u-1", KEYS, "plan", "\"silver\"")).isEqualTo(1);
                assertThat(keepAt(5, rows, "u-1", KEYS, "city", "\"Rome\"")).isZero();

                rows.of(person).forEach(rows::remove);
                leases.finish(person, NOW);
                rows.forgetBefore(NOW.plusSeconds(1));
                assertThat(leases.holds(person, LEASE))
                        .as("a person of whom nothing is known")
                        .isFalse();
            });
        }

        /** Whoever has a key may name thousands of users with one address: each reads as many of the others. */
        @Test
        void ofThePersonsOfOneAddressTheFirstAndTheLatestAreComparedWith() throws Exception {
            withRows((rows, leases, refused) -> {
                keepAt(20, rows, "known", KEYS, "plan", "\"gold\"");
                for (int n = 0; n < 100; n++) {
                    keepAt(20, rows, "u-" + n, KEYS, n == 50 ? "country" : n == 99 ? "city" : "other", "1");
                }
                keepAt(10, rows, "late", KEYS, "plan", "1", "country", "1", "city", "1");
                WaitingPerson late = leases.due(NOW, LATEST, 200).get(101);

                assertThat(rows.of(late)).extracting(WaitingParameter::name).containsExactly("country");
            });
        }

        @Test
        void refusalsAreCountedByNameAndReason() throws Exception {
            withRows((rows, leases, refused) -> {
                assertThat(refused.add("plan", "invalid_value", "m-1", NOW)).isTrue();
                assertThat(refused.add("plan", "invalid_value", "m-2", NOW.plusSeconds(1)))
                        .isFalse();
                assertThat(refused.add("plan", "c".repeat(300), "m-3", NOW)).isTrue();

                assertThat(refused.list())
                        .first()
                        .isEqualTo(new RefusedParameter("plan", "invalid_value", 2, "m-2", NOW, NOW.plusSeconds(1)));
            });
        }

        private static WaitingPerson claimed(PersonLeases leases) {
            WaitingPerson person = leases.due(NOW, LATEST, 1).get(0);
            assertThat(leases.claim(person, NOW, LATEST, LEASE)).isTrue();
            return person;
        }

        private static void keep(ParameterRows rows, String userId, Keys keys, @Nullable String... pairs) {
            keepAt(0, rows, userId, keys, pairs);
        }

        private static int keepAt(int minute, ParameterRows rows, String userId, Keys keys, @Nullable String... pairs) {
            return keepAt(minute, rows, Person.ofUserId(userId), keys, pairs);
        }

        /** So many minutes after an hour ago. */
        private static int keepAt(int minute, ParameterRows rows, Person person, Keys keys, @Nullable String... pairs) {
            Map<String, @Nullable String> parameters = new HashMap<>();
            for (int i = 0; i < pairs.length; i += 2) {
                parameters.put(String.valueOf(pairs[i]), pairs[i + 1]);
            }
            SegmentEvent event = new SegmentEvent("segment", EventType.IDENTIFY, "m-1", Optional.empty(), person, "{}");
            Instant time = NOW.minus(Duration.ofHours(1)).plus(Duration.ofMinutes(minute));
            return rows.keep(event, "", keys, parameters, time, NOW, NOW);
        }

        private static List<Boolean> atOnce(int threads, Callable<Boolean> task) throws Exception {
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            try {
                List<Boolean> results = new java.util.ArrayList<>();
                for (Future<Boolean> each : executor.invokeAll(Collections.nCopies(threads, task))) {
                    results.add(each.get());
                }
                return results;
            } finally {
                executor.shutdown();
            }
        }
    }
}
