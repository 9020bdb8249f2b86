package org.extoledestination.delivery.parameters;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.extoledestination.delivery.parameters.WaitingPerson.Keys;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives each person for whom parameters wait to one instance at a time, by the table {@code parameter_persons}. */
record PersonLeases(JdbcClient database, TransactionTemplate transactions) {

    private static final String DUE = "(next_attempt <= :now OR next_attempt > :latest)";

    /**
     * The persons whose turn has come, the one that waits longest first.
     *
     * @param latest nobody waits for longer than until then: a later time was set by a clock that was ahead
     */
    List<WaitingPerson> due(Instant now, Instant latest, int limit) {
        return database.sql("SELECT * FROM parameter_persons WHERE " + DUE + " ORDER BY next_attempt, id LIMIT :limit")
                .param("now", Timestamp.from(now))
                .param("latest", Timestamp.from(latest))
                .param("limit", limit)
                .query(PersonLeases::read)
                .list();
    }

    /** Whether this instance is the one that writes to the person; others leave it alone for as long as the lease. */
    boolean claim(WaitingPerson person, Instant now, Instant latest, Instant lease) {
        return database.sql("UPDATE parameter_persons SET next_attempt = :lease, begun = begun + 1 WHERE id = :id AND "
                                + DUE)
                        .param("id", person.id())
                        .param("now", Timestamp.from(now))
                        .param("latest", Timestamp.from(latest))
                        .param("lease", Timestamp.from(lease))
                        .update()
                > 0;
    }

    /** Renews a lease; false if the person has been forgotten meanwhile. */
    boolean holds(WaitingPerson person, Instant lease) {
        return setNextAttempt(person, lease, "begun") > 0;
    }

    /** Gives a person back: it was not the reason for an end. */
    void release(WaitingPerson person, Instant nextAttempt) {
        setNextAttempt(person, nextAttempt, "0");
    }

    private int setNextAttempt(WaitingPerson person, Instant nextAttempt, String begun) {
        return database.sql("UPDATE parameter_persons SET next_attempt = :next, begun = " + begun + " WHERE id = :id")
                .param("id", person.id())
                .param("next", Timestamp.from(nextAttempt))
                .update();
    }

    /** Ends with a person for whom nothing waits; one for whom something has come meanwhile is due again. */
    void finish(WaitingPerson person, Instant now) {
        transactions.executeWithoutResult(status -> {
            database.sql("""
                            UPDATE parameter_persons SET attempts = 0, tried_millis = 0, begun = 0, last_attempt = :now,
                                next_attempt = :now WHERE id = :id
                            """)
                    .param("id", person.id())
                    .param("now", Timestamp.from(now))
                    .update();
            database.sql("""
                            UPDATE parameter_persons SET next_attempt = NULL, email = NULL, partner_user_id = NULL
                            WHERE id = :id AND NOT EXISTS (SELECT 1 FROM public_parameters WHERE person = :id AND waits)
                            """).param("id", person.id()).update();
        });
    }

    void failed(WaitingPerson person, Duration tried, Instant now, Instant nextAttempt) {
        database.sql("""
                        UPDATE parameter_persons SET attempts = attempts + 1, tried_millis = :tried, begun = 0,
                            last_attempt = :now, next_attempt = :next WHERE id = :id
                        """)
                .param("id", person.id())
                .param("tried", tried.toMillis())
                .param("now", Timestamp.from(now))
                .param("next", Timestamp.from(nextAttempt))
                .update();
    }

    private static WaitingPerson read(ResultSet row, int number) throws SQLException {
        return new WaitingPerson(
                row.getLong("id"),
                new Keys(
                        Optional.ofNullable(row.getString("email")),
                        Optional.ofNullable(row.getString("partner_user_id"))),
                row.getString("source"),
                row.getString("message_id"),
                row.getInt("attempts"),
                row.getInt("begun"),
                Duration.ofMillis(row.getLong("tried_millis")),
                row.getTimestamp("last_attempt").toInstant(),
                row.getTimestamp("next_attempt").toInstant());
    }
}
