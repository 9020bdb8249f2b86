package org.extoledestination.gate.suppression;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Forgetting;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code suppressions}. */
record SuppressionRows(JdbcClient database, DurableWrites durableWrites) {

    /** Rows can be committed out of the order of their numbers: so many are read again. */
    private static final int OVERLAP = 1_000;

    /** The time of a person without a suppression: no event happened before it. */
    static final Instant NEVER = Instant.EPOCH;

    private static final int SHOWN_DIGITS = 12;

    /**
     * One row.
     *
     * @param id rises with each row
     * @param before {@link Instant#MAX} if all events stay here, {@link #NEVER} if none does, else those that happened before
     */
    record Row(long id, String person, Instant before) {}

    /** A new row each time, so that other instances see it: it takes the place of one that keeps less here. */
    boolean add(String person, Instant before, Instant now) {
        @Nullable Timestamp until = before.equals(Instant.MAX) ? null : Timestamp.from(before);
        database.sql("DELETE FROM suppressions WHERE person = :person AND happened_before"
                        + (until == null ? " IS NOT NULL" : " < :before"))
                .param("person", person)
                .param("before", until)
                .update();
        int added = database.sql("""
                        INSERT INTO suppressions (person, since, happened_before) VALUES (:person, :now, :before)
                        ON CONFLICT DO NOTHING
                        """)
                .param("person", person)
                .param("now", Timestamp.from(now))
                .param("before", until)
                .update();
        durableWrites.sync();
        return added > 0;
    }

    /** The row stays for a while, under a new number: so other instances see that it keeps nothing here any more. */
    boolean remove(String person, Instant now) {
        int removed = database.sql("UPDATE suppressions SET id = DEFAULT, since = :now, happened_before = :never"
                        + " WHERE person = :person AND (happened_before IS NULL OR happened_before > :never)")
                .param("now", Timestamp.from(now))
                .param("never", Timestamp.from(NEVER))
                .param("person", person)
                .update();
        durableWrites.sync();
        return removed > 0;
    }

    /** Forgets deletions that happened before then; what an operator has removed stays until others have seen it. */
    void forgetBefore(Instant time, Instant seen) {
        Forgetting.rows(
                database,
                "suppressions",
                "happened_before < :time AND (happened_before > :never OR since < :seen)",
                Map.of("time", Timestamp.from(time), "never", Timestamp.from(NEVER), "seen", Timestamp.from(seen)));
    }

    /** The rows after this number, and some before it. */
    List<Row> after(long id) {
        return database.sql("SELECT id, person, happened_before FROM suppressions WHERE id > :id ORDER BY id")
                .param("id", id - OVERLAP)
                .query((row, number) -> new Row(
                        row.getLong("id"),
                        row.getString("person"),
                        Optional.ofNullable(row.getTimestamp("happened_before"))
                                .map(Timestamp::toInstant)
                                .orElse(Instant.MAX)))
                .list();
    }

    List<Suppression> list(int limit) {
        return database.sql("SELECT person, since FROM suppressions WHERE happened_before IS NULL"
                        + " ORDER BY id DESC LIMIT :limit")
                .param("limit", limit)
                .query((row, number) -> new Suppression(
                        row.getString("person").substring(0, SHOWN_DIGITS),
                        row.getTimestamp("since").toInstant()))
                .list();
    }
}
