package org.extoledestination.audience;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The table {@code audience_states}. */
final class StateRows {

    private record Row(String person, @Nullable String email, LastState state) {}

    private final JdbcClient database;
    private final TransactionOperations transaction;

    StateRows(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /**
     * What Extole was told last of the assertion's identity, and of the others that were seen together with one that it
     * names: those Extole may take for one person.
     */
    List<LastState> find(Assertion assertion) {
        Set<String> named = new HashSet<>(
                List.of(assertion.person().fingerprint(), address(assertion).fingerprint()));
        List<Row> rows = database.sql("""
                        SELECT * FROM audience_states
                        WHERE person IN (:named) AND (topic = :topic OR assertion = :assertion)
                        UNION SELECT * FROM audience_states WHERE email = :address AND topic = :topic
                        """)
                .param("named", named)
                .param("topic", assertion.topic())
                .param("assertion", assertion.id())
                .param("address", address(assertion).fingerprint())
                .query(StateRows::read)
                .list();
        Stream<LastState> found = rows.stream().map(Row::state);
        Set<String> others = rows.stream()
                .flatMap(row -> Stream.of(row.person(), Objects.requireNonNullElse(row.email(), row.person())))
                .filter(each -> !named.contains(each))
                .collect(Collectors.toSet());
        // Rows of an address alone, by its user, or of a user alone, by the address. Without a join: on a table that
        // has just
        // been filled PostgreSQL would read all of it.
        return others.isEmpty()
                ? found.toList()
                : Stream.concat(found, about(others, assertion)).distinct().toList();
    }

    private Stream<LastState> about(Set<String> persons, Assertion assertion) {
        return database
                .sql("SELECT * FROM audience_states WHERE person IN (:persons) AND topic = :topic")
                .param("persons", persons)
                .param("topic", assertion.topic())
                .query(StateRows::read)
                .list()
                .stream()
                .map(Row::state);
    }

    private static Person address(Assertion assertion) {
        return assertion.email().orElse(assertion.person());
    }

    private static @Nullable String email(Assertion assertion) {
        return assertion.email().map(Person::fingerprint).orElse(null);
    }

    /**
     * Writes down assertions as the last ones, each of another state, in one transaction.
     *
     * @param firsts those of which no row is known
     * @param others the others
     */
    void putAll(List<Assertion> firsts, List<Assertion> others) {
        transaction.executeWithoutResult(status -> {
            if (!firsts.isEmpty() && insertAll(firsts) < firsts.size()) {
                firsts.forEach(this::update);
            }
            others.forEach(assertion -> put(assertion, false));
        });
    }

    private int insertAll(List<Assertion> assertions) {
        return database.sql("""
                        INSERT INTO audience_states (person, assertion, email, audience, topic, said, content, asserted_at)
                        SELECT person, assertion, email, audience, topic, said, content,
                            CAST(told_at AS TIMESTAMP WITH TIME ZONE)
                        FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY),
                            CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY),
                            CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY))
                            AS told(person, assertion, email, audience, topic, said, content, told_at)
                        ON CONFLICT DO NOTHING
                        """)
                .param(column(assertions, assertion -> assertion.person().fingerprint()))
                .param(column(assertions, Assertion::id))
                .param(column(assertions, StateRows::email))
                .param(column(
                        assertions,
                        assertion -> AudienceKey.plain(assertion.computation().key())))
                .param(column(assertions, Assertion::topic))
                .param(column(assertions, Assertion::said))
                .param(column(assertions, Assertion::content))
                .param(column(assertions, assertion -> assertion.time().toString()))
                .update();
    }

    private static @Nullable String[] column(List<Assertion> assertions, Function<Assertion, @Nullable String> value) {
        return assertions.stream().map(value).toArray(String[]::new);
    }

    /** Writes down the assertion as the last one, unless another instance has written a later one meanwhile. */
    void put(Assertion assertion, boolean isFirst) {
        if (!isFirst && update(assertion)) {
            return;
        }
        // There may be a row although this is the first, or none although it is not: another instance was quicker, or
        // the person was forgotten meanwhile.
        if (insertAll(List.of(assertion)) == 0) {
            update(assertion);
        }
    }

    private boolean update(Assertion assertion) {
        return database.sql("""
                        UPDATE audience_states
                        SET topic = :topic, said = :said, content = :content, asserted_at = :time
                        WHERE person = :person AND assertion = :assertion AND asserted_at <= :time
                        """)
                        .param("topic", assertion.topic())
                        .param("said", assertion.said())
                        .param("content", assertion.content())
                        .param("time", Timestamp.from(assertion.time()))
                        .param("person", assertion.person().fingerprint())
                        .param("assertion", assertion.id())
                        .update()
                > 0;
    }

    /** Removes the row, if its time is later. */
    void removeAfter(Assertion assertion, Instant time) {
        database.sql("DELETE FROM audience_states WHERE person = :person AND assertion = :assertion"
                        + " AND asserted_at > :time")
                .param("person", assertion.person().fingerprint())
                .param("assertion", assertion.id())
                .param("time", Timestamp.from(time))
                .update();
    }

    /** The e-mails that stand beside a user id. */
    List<String> emailsOf(String user) {
        return database.sql("SELECT DISTINCT email FROM audience_states WHERE person = :person AND email IS NOT NULL")
                .param("person", user)
                .query(String.class)
                .list();
    }

    void removePersons(Collection<String> persons) {
        database.sql("DELETE FROM audience_states WHERE person IN (:persons)")
                .param("persons", persons)
                .update();
    }

    void removeEmails(Collection<String> emails) {
        database.sql("DELETE FROM audience_states WHERE email IN (:emails)")
                .param("emails", emails)
                .update();
    }

    private static Row read(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getString("person"),
                row.getString("email"),
                new LastState(
                        row.getString("assertion"),
                        row.getString("said"),
                        row.getString("content"),
                        row.getTimestamp("asserted_at").toInstant()));
    }
}
