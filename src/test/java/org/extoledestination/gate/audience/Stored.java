package org.extoledestination.gate.audience;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows of audiences in a database of a test, and what they are about. */
final class Stored {

    private Stored() {}

    /** In H2, as in a data directory. */
    static StateRows rows(Path folder) {
        return rows(source(folder));
    }

    static DataSource source(Path folder) {
        return new DriverManagerDataSource("jdbc:h2:file:" + folder.resolve("db")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;DB_CLOSE_DELAY=-1");
    }

    static StateRows rows(DataSource source) {
        Flyway.configure().dataSource(source).load().migrate();
        return new StateRows(
                JdbcClient.create(source), new TransactionTemplate(new DataSourceTransactionManager(source)));
    }

    /** The same, said with a write key. */
    static Assertion byWriteKey(Assertion trusted) {
        return new Assertion(
                trusted.computation(),
                trusted.person(),
                trusted.email(),
                trusted.id() + "*",
                trusted.topic(),
                trusted.said(),
                trusted.content(),
                trusted.time(),
                true);
    }

    static Assertion assertion(String user, String email, String content, Instant time) {
        return new Assertion(
                new Computation(Computation.Kind.AUDIENCE, "vip", true),
                Person.ofUserId(user),
                Optional.of(Person.ofEmail(email)),
                "id-" + user + email,
                "topic",
                "said",
                content,
                time,
                false);
    }
}
