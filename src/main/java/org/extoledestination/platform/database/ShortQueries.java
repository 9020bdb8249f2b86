package org.extoledestination.platform.database;

import java.sql.Statement;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What people ask of large tables. Delivery may need the connection, of which H2 has one: it is theirs for seconds only. */
public record ShortQueries(JdbcTemplate database) {

    /** What to do after a {@link org.springframework.dao.QueryTimeoutException}. */
    public static final String NARROW =
            "The question was stopped after 3 s, so that delivery does not wait for it. Ask for"
                    + " less: one code, one event name, one person or a shorter time.";

    static final int LONGEST_SECONDS = 3;

    /**
     * The answer to a question of one statement.
     *
     * @throws DataAccessException if the database is away, or takes longer than {@value #LONGEST_SECONDS} s (mostly
     *     {@link org.springframework.dao.QueryTimeoutException})
     */
    public <T> T ask(Function<JdbcClient, T> question) {
        return Objects.requireNonNull(database.execute((ConnectionCallback<T>) connection -> {
            JdbcTemplate bounded = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            bounded.setQueryTimeout(LONGEST_SECONDS);
            try {
                return question.apply(JdbcClient.create(bounded));
            } finally {
                // H2 keeps the bound for all later statements of the connection.
                try (Statement last = connection.createStatement()) {
                    last.setQueryTimeout(0);
                }
            }
        }));
    }
}
