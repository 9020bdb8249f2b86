package org.extoledestination.delivery.parameters;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.delivery.parameters.WaitingPerson.Keys;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Forgetting;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The parameters of each person, in the tables {@code parameter_persons} and {@code public_parameters}. A change of a
 * person's parameters locks the person's row. A parameter that no longer waits keeps its time but not its value, so that
 * no older one is written after it.
 */
record ParameterRows(JdbcClient database, TransactionTemplate transactions, DurableWrites durableWrites) {

    /**
     * The persons of one address, the first and the latest: not all of them, for who has a key may name thousands, which
     * crowd out none that was known before.
     */
    private static final String SOME = "SELECT id FROM parameter_persons"
            + " WHERE email_person = (SELECT %1$s FROM parameter_persons WHERE id = :person)"
            + " AND account = (SELECT account FROM parameter_persons WHERE id = :person)"
            + " ORDER BY email_person %2$s, account %2$s, id %3$s LIMIT 25";

    /**
     * Lets parameters wait, unless something newer was said of the same name; each takes the place of what was not. On
     * disk when this returns.
     *
     * @param time when they became so
     * @param now a later time was set by a clock that was ahead
     * @return how many wait
     */
    int keep(
            SegmentEvent event,
            String account,
            Keys keys,
            Map<String, @Nullable String> parameters,
            Instant time,
            Instant now,
            Instant firstTry) {
        Integer kept = transactions.execute(status -> {
            long person = hold(event, account, keys, firstTry);
            int newer = 0;
            for (Map.Entry<String, @Nullable String> each : parameters.entrySet()) {
                newer += replace(person, each.getKey(), each.getValue(), time, now);
            }
            if (newer == 0) {
                status.setRollbackOnly();
            }
            return newer;
        });
        durableWrites.sync();
        return kept == null ? 0 : kept;
    }

    private int replace(long person, String name, @Nullable String json, Instant time, Instant now) {
        database.sql("""
                        DELETE FROM public_parameters WHERE person = :person AND name = :name
                            AND (asserted_at <= :time OR asserted_at > :now)
                        """)
                .param("person", person)
                .param("name", name)
                .param("time", Timestamp.from(time))
                .param("now", Timestamp.from(now))
                .update();
        return database.sql("""
                        INSERT INTO public_parameters (person, name, content, asserted_at)
                        VALUES (:person, :name, :json, :time) ON CONFLICT DO NOTHING
                        """)
                .param("person", person)
                .param("name", name)
                .param("json", json)
                .param("time", Timestamp.from(time))
                .update();
    }

    /** Names of which something newer is known of a person, under whichever key. */
    Set<String> newer(SegmentEvent event, String account, Keys keys, Instant time, Instant now) {
        return database.sql("""
                        SELECT name FROM public_parameters WHERE asserted_at > :time AND asserted_at <= :now AND person IN (
                            SELECT id FROM parameter_persons WHERE person IN (:person, %1$s) AND account = :account
                            UNION ALL (SELECT id FROM parameter_persons WHERE email_person = %1$s AND account = :account
                                ORDER BY email_person, account, id DESC LIMIT 50))
                        """.formatted("coalesce(:emailPerson, (SELECT email_person FROM parameter_persons"
                        + " WHERE person = :person AND account = :account))"))
                .param("time", Timestamp.from(time))
                .param("now", Timestamp.from(now))
                .param("person", event.person().fingerprint())
                .param("emailPerson", emailPerson(keys).orElse(null))
                .param("account", account)
                .query((row, number) -> row.getString("name"))
                .set();
    }

    private static Optional<String> emailPerson(Keys keys) {
        return keys.email().map(email -> Person.ofEmail(email).fingerprint());
    }

    private long hold(SegmentEvent event, String account, Keys keys, Instant firstTry) {
        String person = event.person().fingerprint();
        do {
            database.sql("""
                            INSERT INTO parameter_persons (account, person, source, message_id, attempts, tried_millis,
                                last_attempt, next_attempt)
                            VALUES (:account, :person, :source, :messageId, 0, 0, :firstTry, :firstTry)
                            ON CONFLICT DO NOTHING
                            """)
                    .param("account", account)
                    .param("person", person)
                    .param("source", event.source())
                    .param("messageId", event.messageId())
                    .param("firstTry", Timestamp.from(firstTry))
                    .update();
            // The person may have been forgotten just now.
        } while (update(event, account, keys, firstTry) == 0);
        return database.sql("SELECT id FROM parameter_persons WHERE person = :person AND account = :account")
                .param("person", person)
                .param("account", account)
                .query(Long.class)
                .single();
    }

    private int update(SegmentEvent event, String account, Keys keys, Instant firstTry) {
        return database.sql("""
                        UPDATE parameter_persons SET source = :source, message_id = :messageId,
                            email = coalesce(:email, email), email_person = coalesce(:emailPerson, email_person),
                            partner_user_id = coalesce(:partnerUserId, partner_user_id),
                            next_attempt = coalesce(next_attempt, :firstTry)
                        WHERE person = :person AND account = :account
                        """)
                .param("source", event.source())
                .param("messageId", event.messageId())
                .param("email", keys.email().orElse(null))
                .param("emailPerson", emailPerson(keys).orElse(null))
                .param("partnerUserId", keys.partnerUserId().orElse(null))
                .param("firstTry", Timestamp.from(firstTry))
                .param("person", event.person().fingerprint())
                .param("account", account)
                .update();
    }

    /**
     * What waits of a person, in the order in which it came; not what is older than what came under another key: those of
     * the address, and of them some.
     */
    List<WaitingParameter> of(WaitingPerson person) {
        database.sql("""
                        UPDATE public_parameters SET waits = FALSE, content = NULL
                        WHERE person = :person AND waits AND EXISTS (
                            SELECT 1 FROM public_parameters newer
                            WHERE newer.name = public_parameters.name
                                AND newer.asserted_at > public_parameters.asserted_at
                                AND newer.person IN (
                                    SELECT other.id FROM parameter_persons mine JOIN parameter_persons other
                                        ON other.person = mine.email_person AND other.account = mine.account
                                        WHERE mine.id = :person
                                    UNION ALL (%s) UNION ALL (%s) UNION ALL (%s) UNION ALL (%s)))
                        """.formatted(first("email_person"), latest("email_person"), first("person"), latest("person")))
                .param("person", person.id())
                .update();
        return database.sql(
                        "SELECT id, name, content FROM public_parameters WHERE person = :person AND waits ORDER BY id")
                .param("person", person.id())
                .query((row, number) ->
                        new WaitingParameter(row.getLong("id"), row.getString("name"), row.getString("content")))
                .list();
    }

    /** Against the order of the index, all of it, or a database would sort. */
    private static String first(String column) {
        return SOME.formatted(column, "DESC", "ASC");
    }

    private static String latest(String column) {
        return SOME.formatted(column, "ASC", "DESC");
    }

    /** The parameter waits no longer. A newer value of it is another row, and stays. */
    void remove(WaitingParameter parameter) {
        database.sql("UPDATE public_parameters SET waits = FALSE, content = NULL WHERE id = :id")
                .param("id", parameter.id())
                .update();
    }

    /** Removes what waits, and what was written, of a person whom this hash names, by user id or by e-mail. */
    void forget(Person person) {
        for (String column : List.of("person", "email_person")) {
            database.sql("DELETE FROM parameter_persons WHERE " + column + " = :person")
                    .param("person", person.fingerprint())
                    .update();
        }
        durableWrites.sync();
    }

    /**
     * Forgets when what was written became so, if that is longer ago, and persons of whom nothing else is known. A few at a
     * time, so that nobody waits for it.
     */
    void forgetBefore(Instant time) {
        forget("public_parameters", "NOT waits AND asserted_at < :time", time);
        forget(
                "parameter_persons",
                "next_attempt IS NULL AND last_attempt < :time"
                        + " AND NOT EXISTS (SELECT 1 FROM public_parameters WHERE person = parameter_persons.id)",
                time);
    }

    private void forget(String table, String which, Instant time) {
        Forgetting.rows(database, table, which, Map.of("time", Timestamp.from(time)));
    }

    long count() {
        return database.sql("SELECT count(*) FROM public_parameters WHERE waits")
                .query(Long.class)
                .single();
    }

    long persons() {
        return database.sql("SELECT count(DISTINCT person) FROM public_parameters WHERE waits")
                .query(Long.class)
                .single();
    }
}
