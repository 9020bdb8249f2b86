package org.extoledestination.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StateRowsTest {

    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00.123Z");

    private StateRows rows;

    @BeforeEach
    void start(@TempDir Path folder) {
        DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(source).load().migrate();
        rows = new StateRows(JdbcClient.create(source));
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

    private static Assertion assertion(String content, Instant time) {
        return new Assertion(
                new Computation(Computation.Kind.AUDIENCE, "vip", true),
                Person.ofUserId("u-1"),
                Optional.of(Person.ofEmail("ada@example.com")),
                "id",
                content,
                time);
    }
}
