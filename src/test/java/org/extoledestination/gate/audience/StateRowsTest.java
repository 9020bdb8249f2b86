package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.extoledestination.support.Postgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("slow")
class StateRowsTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00.123Z");

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private StateRows rows;
    private JdbcClient database;

    @BeforeEach
    void start(@TempDir Path folder) {
        rows = Stored.rows(folder);
        database = JdbcClient.create(Stored.source(folder));
    }

    @Test
    void whatWasPutIsFoundToTheMillisecond() {
        rows.put(assertion("one", TEN), true);

        assertThat(rows.find(assertion("any", TEN), NOON))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
    }

    @Test
    void anotherInstanceThatWasQuickerWithSomethingLaterIsRight() {
        rows.put(assertion("later", TEN.plusSeconds(1)), true);
        rows.put(assertion("earlier", TEN), true);
        rows.put(assertion("earlier", TEN), false);

        assertThat(rows.find(assertion("any", TEN), NOON))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("later", TEN.plusSeconds(1)));
    }

    @Test
    void anotherInstanceThatWasQuickerWithSomethingEarlierIsCorrected() {
        rows.put(assertion("earlier", TEN), true);
        rows.put(assertion("later", TEN.plusSeconds(1)), true);

        assertThat(rows.find(assertion("any", TEN), NOON))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("later", TEN.plusSeconds(1)));
    }

    @Test
    void whatWasForgottenMeanwhileIsKeptAnew() {
        rows.put(assertion("one", TEN), false);

        assertThat(rows.find(assertion("any", TEN), NOON))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
    }

    @Test
    void manyAreWrittenAtOnceWhetherTheyAreKnownOrNot() {
        rows.put(assertion("u-1", "known", TEN), true);
        rows.put(assertion("u-2", "later", TEN.plusSeconds(9)), true);

        rows.putAll(
                List.of(
                        assertion("u-1", "first", TEN.plusSeconds(1)),
                        assertion("u-2", "first", TEN.plusSeconds(1)),
                        assertion("u-3", "first", TEN)),
                List.of(assertion("u-4", "other", TEN)));

        assertThat(List.of("u-1", "u-2", "u-3", "u-4"))
                .flatExtracting(user -> rows.find(assertion(user, "any", TEN), NOON))
                .extracting(LastState::content)
                .containsExactly("first", "later", "first", "other");
        assertThat(rows.find(assertion("u-3", "any", TEN), NOON))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("first", TEN));
    }

    /** User 1 has two addresses, one of which is seen alone as well; user 2 is somebody else. */
    @Test
    void whatWasToldOfThePersonUnderOtherIdentitiesIsFound() {
        rowsOfAPersonAreFound(rows);
    }

    @Test
    void soItIsOnPostgresql(@TempDir Path folder) {
        // What it learns by itself of these few rows would change the plan while the test runs.
        try (Postgres postgres = new Postgres(folder.resolve("postgres"), "autovacuum=off")) {
            rowsOfAPersonAreFound(Stored.rows(postgres.source()));
            deletion(Stored.rows(postgres.source()));

            StateRows.Questions question = new StateRows.Questions(NOON);
            question.addLatest("email", "ada", "topic", StateRows.MOST);
            assertThat(JdbcClient.create(postgres.source())
                            .sql("EXPLAIN " + question.sql())
                            .params(question.params())
                            .query(String.class)
                            .list())
                    .anyMatch(line -> line.contains("Index Scan using audience_states_by_email_and_topic"))
                    .noneMatch(line -> line.contains("Sort"));
        }
    }

    private static void rowsOfAPersonAreFound(StateRows rows) {
        Person user = Person.ofUserId("u-1");
        Person ada = Person.ofEmail("ada@example.com");
        Person countess = Person.ofEmail("countess@example.com");
        Assertion alone = assertion(user, null, "alone", "vip");
        Assertion withAda = assertion(user, ada, "with-ada", "vip");
        Assertion withCountess = assertion(user, countess, "with-countess", "vip");
        Assertion onlyAda = assertion(ada, null, "only-ada", "vip");
        Assertion other = assertion(Person.ofUserId("u-2"), Person.ofEmail("bob@example.com"), "other", "vip");
        rows.putAll(
                List.of(alone, withAda, withCountess, onlyAda, other),
                List.of(assertion(user, ada, "about-loyal", "loyal")));

        assertThat(List.of(alone, withAda, withCountess, onlyAda))
                .allSatisfy(each -> assertThat(rows.find(each, NOON))
                        .extracting(LastState::id)
                        .containsExactlyInAnyOrder("alone", "with-ada", "with-countess", "only-ada"));
        assertThat(rows.find(other, NOON)).extracting(LastState::id).containsExactly("other");
    }

    private static Assertion assertion(Person person, @Nullable Person email, String id, String topic) {
        return new Assertion(
                new Computation(Computation.Kind.AUDIENCE, topic, true),
                person,
                Optional.ofNullable(email),
                id,
                topic,
                "said",
                "content",
                TEN,
                false);
    }

    @Test
    void whatHasNoAddressIsWrittenWithoutOne() {
        Assertion plain = new Assertion(
                new Computation(Computation.Kind.AUDIENCE, "vip", true),
                Person.ofUserId("u-1"),
                Optional.empty(),
                "id",
                "topic",
                "said",
                "one",
                TEN,
                false);

        rows.putAll(List.of(plain), List.of());

        assertThat(rows.find(plain, NOON))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
    }

    @Test
    void aDeletionRemovesTheRowsOfAllAddressesOfItsUser() {
        deletion(rows);
    }

    private static void deletion(StateRows rows) {
        List<Assertion> all = new ArrayList<>(IntStream.range(0, 2_000)
                .mapToObj(n -> Stored.assertion("u-1", n + "@example.com", "in", TEN))
                .toList());
        Assertion alone = assertion(Person.ofEmail("7@example.com"), null, "alone", "loyal");
        Assertion named = assertion(Person.ofUserId("u-5"), Person.ofEmail("ada@example.com"), "named", "loyal");
        Assertion others = assertion(Person.ofUserId("u-3"), Person.ofEmail("carl@example.com"), "others", "loyal");
        all.addAll(List.of(alone, named, others));
        rows.putAll(all, List.of());

        rows.removeAll(
                Person.ofUserId("u-1").fingerprint(),
                List.of(Person.ofEmail("ada@example.com").fingerprint()));

        assertThat(all)
                .flatExtracting(each -> rows.find(each, NOON))
                .extracting(LastState::id)
                .containsExactly("others");
    }

    /** Many users of one address, many addresses of one user, and many who have many: each is only a request to a sender. */
    @Test
    void howeverManyIdentitiesAreLinkedAQuestionReadsAsFewRows() {
        List<Assertion> all = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
            all.add(Stored.assertion("u-" + n, "ada@example.com", "in", TEN.plusMillis(n)));
            all.add(Stored.assertion("u-1", n + "@example.com", "in", TEN.plusMillis(n)));
            all.add(Stored.assertion("u-" + (n % 10), n + "@example.org", "in", TEN.plusMillis(n)));
        }
        rows.putAll(all, List.of());

        for (Assertion each : List.of(
                Stored.assertion("u-1", "ada@example.com", "in", NOON),
                Stored.assertion("new", "ada@example.com", "in", NOON),
                assertion(Person.ofEmail("ada@example.com"), null, "alone", "topic"))) {
            assertThat(rows.find(each, NOON))
                    .hasSizeBetween(StateRows.MOST, 3 * StateRows.MOST + 1 + 4 * 4)
                    .extracting(LastState::time)
                    .contains(TEN.plusMillis(999));
        }
        assertThat(rows.find(all.get(0), NOON))
                .as("its own")
                .extracting(LastState::id)
                .contains(all.get(0).id());
    }

    @Test
    void whoSaidItIsKept() {
        Assertion trusted = assertion("u-1", "in", TEN);
        rows.put(Stored.byWriteKey(trusted), true);
        rows.put(trusted, true);

        assertThat(rows.find(trusted, NOON))
                .extracting(LastState::id, LastState::byWriteKey)
                .containsExactlyInAnyOrder(tuple(trusted.id() + "*", true), tuple(trusted.id(), false));
    }

    /** Under the same user, under the same address, and under one that is known by another identity alone. */
    @Test
    void whatWriteKeysSayLaterHidesNothingThatEngageHasSaid() {
        Assertion asked = Stored.assertion("u-1", "ada@example.com", "in", NOON);
        List<Assertion> engage = List.of(
                Stored.assertion("u-1", "countess@example.com", "in", TEN),
                Stored.assertion("u-2", "ada@example.com", "in", TEN),
                assertion(Person.ofEmail("countess@example.com"), null, "alone", "topic"));
        rows.putAll(engage, List.of());
        List<Assertion> forged = IntStream.range(0, 100)
                .boxed()
                .flatMap(n -> Stream.of(
                        Stored.assertion("u-1", n + "@example.com", "in", TEN.plusSeconds(n)),
                        Stored.assertion("f-" + n, "ada@example.com", "in", TEN.plusSeconds(n)),
                        Stored.assertion("f-" + n, "countess@example.com", "in", TEN.plusSeconds(n))))
                .map(Stored::byWriteKey)
                .toList();
        rows.putAll(forged, List.of());

        assertThat(rows.find(asked, NOON))
                .extracting(LastState::id)
                .containsAll(engage.stream().map(Assertion::id).toList())
                .hasSizeLessThan(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"person", "email"})
    void eachQuestionReadsNoMoreThanItHandsOut(String column) {
        List<Assertion> trusted = IntStream.range(0, 3_000)
                .mapToObj(n -> "email".equals(column)
                        ? Stored.assertion("u-" + n, "ada@example.com", "in", TEN.plusMillis(n))
                        : Stored.assertion("u-1", n + "@example.com", "in", TEN.plusMillis(n)))
                .toList();
        rows.putAll(trusted, List.of());
        rows.putAll(trusted.stream().map(Stored::byWriteKey).toList(), List.of());
        Person of = "email".equals(column) ? Person.ofEmail("ada@example.com") : Person.ofUserId("u-1");
        StateRows.Questions question = new StateRows.Questions(NOON);
        question.addLatest(column, of.fingerprint(), "topic", StateRows.MOST);

        String plan = database.sql("EXPLAIN ANALYZE " + question.sql())
                .params(question.params())
                .query(String.class)
                .single();

        Matcher read = Pattern.compile("scanCount: (\\d+)").matcher(plan);
        assertThat(read.results().map(each -> Integer.parseInt(each.group(1))))
                .as(plan)
                .hasSize(2)
                .allSatisfy(rowsRead -> assertThat(rowsRead).isLessThanOrEqualTo(StateRows.MOST + 1));
    }

    private static Assertion assertion(String content, Instant time) {
        return assertion("u-1", content, time);
    }

    private static Assertion assertion(String user, String content, Instant time) {
        return Stored.assertion(user, user + "@example.com", content, time);
    }
}
