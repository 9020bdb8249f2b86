package org.extoledestination.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

class StateRowsTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00.123Z");

    private StateRows rows;

    @BeforeEach
    void start(@TempDir Path folder) {
        rows = rows(folder);
    }

    static StateRows rows(Path folder) {
        return rows(new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1"));
    }

    private static StateRows rows(DataSource source) {
        Flyway.configure().dataSource(source).load().migrate();
        return new StateRows(
                JdbcClient.create(source), new TransactionTemplate(new DataSourceTransactionManager(source)));
    }

    @Test
    void whatWasPutIsFoundToTheMillisecond() {
        rows.put(assertion("one", TEN), true);

        assertThat(rows.find(assertion("any", TEN)))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
    }

    @Test
    void anotherInstanceThatWasQuickerWithSomethingLaterIsRight() {
        rows.put(assertion("later", TEN.plusSeconds(1)), true);
        rows.put(assertion("earlier", TEN), true);
        rows.put(assertion("earlier", TEN), false);

        assertThat(rows.find(assertion("any", TEN)))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("later", TEN.plusSeconds(1)));
    }

    @Test
    void anotherInstanceThatWasQuickerWithSomethingEarlierIsCorrected() {
        rows.put(assertion("earlier", TEN), true);
        rows.put(assertion("later", TEN.plusSeconds(1)), true);

        assertThat(rows.find(assertion("any", TEN)))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("later", TEN.plusSeconds(1)));
    }

    @Test
    void whatWasForgottenMeanwhileIsKeptAnew() {
        rows.put(assertion("one", TEN), false);

        assertThat(rows.find(assertion("any", TEN)))
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
                .flatExtracting(user -> rows.find(assertion(user, "any", TEN)))
                .extracting(LastState::content)
                .containsExactly("first", "later", "first", "other");
        assertThat(rows.find(assertion("u-3", "any", TEN)))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("first", TEN));
        assertThat(rows.emailsOf(Person.ofUserId("u-3").fingerprint()))
                .containsExactly(Person.ofEmail("u-3@example.com").fingerprint());
        assertThat(rows.emailsOf(Person.ofUserId("u-4").fingerprint())).hasSize(1);
    }

    /** User 1 has two addresses, one of which is seen alone as well; user 2 is somebody else. */
    @Test
    void whatWasToldOfThePersonUnderOtherIdentitiesIsFound() {
        rowsOfAPersonAreFound(rows);
    }

    @Test
    void soItIsOnPostgresql() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            rowsOfAPersonAreFound(rows(postgres.getPostgresDatabase()));
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
                .allSatisfy(each -> assertThat(rows.find(each))
                        .extracting(LastState::id)
                        .containsExactlyInAnyOrder("alone", "with-ada", "with-countess", "only-ada"));
        assertThat(rows.find(other)).extracting(LastState::id).containsExactly("other");
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
                TEN);
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
                TEN);

        rows.putAll(List.of(plain), List.of());

        assertThat(rows.find(plain))
                .extracting(LastState::content, LastState::time)
                .containsExactly(tuple("one", TEN));
        assertThat(rows.emailsOf(plain.person().fingerprint())).isEmpty();
    }

    private static Assertion assertion(String content, Instant time) {
        return assertion("u-1", content, time);
    }

    static Assertion assertion(String user, String content, Instant time) {
        return new Assertion(
                new Computation(Computation.Kind.AUDIENCE, "vip", true),
                Person.ofUserId(user),
                Optional.of(Person.ofEmail(user + "@example.com")),
                "id-" + user,
                "topic",
                "said",
                content,
                time);
    }
}
