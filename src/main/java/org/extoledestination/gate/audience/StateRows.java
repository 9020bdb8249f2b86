package org.extoledestination.gate.audience;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The table {@code audience_states}. */
record StateRows(JdbcClient database, TransactionOperations transaction) {

    /** The number of rows of one identity and topic that are read, for Engage and for write keys each. */
    static final int MOST = 20;

    /** The number of other identities, and of rows of each. */
    private static final int MOST_OTHERS = 4;

    private record Row(String person, @Nullable String email, LastState state) {}

    /**
     * The last assertions that Extole got of the assertion's identity, and of others that were seen together with one
     * that it names: Extole may merge those into one person. Of each the latest {@value #MOST}, until {@code now}: who
     * has a key may name thousands of them with one address, which leave those of Engage their places. If the latest
     * contradict the assertion they say what the older ones would; if they do not, Extole hears once more what it was
     * told last.
     */
    List<LastState> find(Assertion assertion, Instant now) {
        Set<String> named = assertion.names();
        Questions questions = new Questions(now);
        questions.add(
                "SELECT * FROM audience_states WHERE person = ? AND assertion = ?",
                assertion.person().fingerprint(),
                assertion.id());
        named.forEach(person -> questions.addLatest("person", person, assertion.topic(), MOST));
        questions.addLatest(
                "email", assertion.email().orElse(assertion.person()).fingerprint(), assertion.topic(), MOST);
        List<Row> rows = ask(questions);
        Set<String> others = new LinkedHashSet<>();
        for (boolean byWriteKey : new boolean[] {false, true}) {
            rows.stream()
                    .filter(row -> row.state().byWriteKey() == byWriteKey)
                    .sorted(Comparator.comparing((Row row) -> row.state().time())
                            .reversed())
                    .flatMap(row -> Stream.of(row.person(), Objects.requireNonNullElse(row.email(), row.person())))
                    .filter(each -> !named.contains(each))
                    .distinct()
                    .limit(MOST_OTHERS)
                    .forEach(others::add);
        }
        Stream<LastState> found = rows.stream().map(Row::state);
        return (others.isEmpty() ? found : Stream.concat(found, about(others, assertion, now)))
                .distinct()
                .toList();
    }

    /**
     * Rows of an address alone, by its user, or of a user alone, by the address. Without a join: on a table that has just
     * been filled PostgreSQL would read all of it.
     */
    private Stream<LastState> about(Collection<String> persons, Assertion assertion, Instant now) {
        Questions questions = new Questions(now);
        persons.forEach(person -> questions.addLatest("person", person, assertion.topic(), MOST_OTHERS));
        return ask(questions).stream().map(Row::state);
    }

    /** Questions that are asked at once. */
    static final class Questions {
        private final Timestamp now;
        private final StringJoiner all = new StringJoiner(") UNION ALL (", "(", ")");
        private final List<Object> params = new ArrayList<>();

        Questions(Instant now) {
            this.now = Timestamp.from(now);
        }

        void add(String question, Object... values) {
            all.add(question);
            Collections.addAll(params, values);
        }

        String sql() {
            return all.toString();
        }

        List<Object> params() {
            return params;
        }

        /** All columns of an index in their order, so that no database reads more rows than it hands out. */
        void addLatest(String column, String identity, String topic, int most) {
            for (boolean byWriteKey : new boolean[] {false, true}) {
                add(
                        "SELECT * FROM audience_states WHERE %s = ? AND topic = ? AND by_write_key = ? AND asserted_at <= ?"
                                        .formatted(column)
                                + " ORDER BY %s, topic, by_write_key, asserted_at DESC LIMIT %d"
                                        .formatted(column, most),
                        identity,
                        topic,
                        byWriteKey,
                        now);
            }
        }
    }

    private List<Row> ask(Questions questions) {
        return database.sql(questions.sql())
                .params(questions.params())
                .query(StateRows::read)
                .list();
    }

    private static @Nullable String email(Assertion assertion) {
        return assertion.email().map(Person::fingerprint).orElse(null);
    }

    /**
     * Writes down assertions as the last ones, each of another state, in one transaction.
     *
     * @param firsts those of which no row is known
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
                        INSERT INTO audience_states (person, assertion, email, audience, topic, said, content, asserted_at,
                            by_write_key)
                        SELECT person, assertion, email, audience, topic, said, content,
                            CAST(told_at AS TIMESTAMP WITH TIME ZONE), CAST(by_write_key AS BOOLEAN)
                        FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY),
                            CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY),
                            CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY))
                            AS told(person, assertion, email, audience, topic, said, content, told_at, by_write_key)
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
                .param(column(assertions, assertion -> String.valueOf(assertion.byWriteKey())))
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

    /**
     * Removes the rows of a user id and of e-mails.
     *
     * @param user by fingerprint. The rows without a user id go too, under an address that was seen beside this one
     * @param emails by fingerprint
     */
    void removeAll(String user, Collection<String> emails) {
        database.sql("DELETE FROM audience_states WHERE person IN (SELECT email FROM audience_states"
                        + " WHERE person = :user AND email IS NOT NULL)")
                .param("user", user)
                .update();
        remove("person", user);
        for (String email : emails) {
            remove("person", email);
            remove("email", email);
        }
    }

    private void remove(String column, String identity) {
        database.sql("DELETE FROM audience_states WHERE " + column + " = :identity")
                .param("identity", identity)
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
                        row.getTimestamp("asserted_at").toInstant(),
                        row.getBoolean("by_write_key")));
    }
}
