package org.extoledestination.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.flywaydb.core.Flyway;
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
        DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(source).load().migrate();
        return new StateRows(
                JdbcClient.create(source), new TransactionTemplate(new DataSourceTransactionManager(source)));
    }

    @Test
    void whatWasPutIsFoundToTheMillisecond() {
        rows.put(assertion("one", TEN), true);

        assertThat(rows.find(assertion("any", TEN))).contains(new LastState("one", TEN));
    }

    @Test
    void anotherInstanceThatWasQuickerWithSomethingLaterIsRight() {
        rows.put(assertion("later", TEN.plusSeconds(1)), true);
        rows.put(assertion("earlier", TEN), true);
        rows.put(assertion("earlier", TEN), false);

        assertThat(rows.find(assertion("any", TEN))).contains(new LastState("later", TEN.plusSeconds(1)));
    }

    @Test
    void anotherInstanceThatWasQuickerWithSomethingEarlierIsCorrected() {
        rows.put(assertion("earlier", TEN), true);
        rows.put(assertion("later", TEN.plusSeconds(1)), true);

        assertThat(rows.find(assertion("any", TEN))).contains(new LastState("later", TEN.plusSeconds(1)));
    }

    @Test
    void whatWasForgottenMeanwhileIsKeptAnew() {
        rows.put(assertion("one", TEN), false);

        assertThat(rows.find(assertion("any", TEN))).contains(new LastState("one", TEN));
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
                .extracting(user -> rows.find(assertion(user, "any", TEN)).map(LastState::content))
                .containsExactly(
                        Optional.of("first"), Optional.of("later"), Optional.of("first"), Optional.of("other"));
        assertThat(rows.find(assertion("u-3", "any", TEN))).contains(new LastState("first", TEN));
        assertThat(rows.emailsOf(Person.ofUserId("u-3").fingerprint()))
                .containsExactly(Person.ofEmail("ada@example.com").fingerprint());
        assertThat(rows.emailsOf(Person.ofUserId("u-4").fingerprint())).hasSize(1);
    }

    @Test
    void whatHasNoAddressIsWrittenWithoutOne() {
        Assertion plain = new Assertion(
                new Computation(Computation.Kind.AUDIENCE, "vip", true),
                Person.ofUserId("u-1"),
                Optional.empty(),
                "id",
                "one",
                TEN);

        rows.putAll(List.of(plain), List.of());

        assertThat(rows.find(plain)).contains(new LastState("one", TEN));
        assertThat(rows.emailsOf(plain.person().fingerprint())).isEmpty();
    }

    private static Assertion assertion(String content, Instant time) {
        return assertion("u-1", content, time);
    }

    static Assertion assertion(String user, String content, Instant time) {
        return new Assertion(
                new Computation(Computation.Kind.AUDIENCE, "vip", true),
                Person.ofUserId(user),
                Optional.of(Person.ofEmail("ada@example.com")),
                "id",
                content,
                time);
    }
}
