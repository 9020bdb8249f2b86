package org.extoledestination.delivery.erasure;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.database.DurableWrites;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables {@code deletions_passed} and {@code deletion_holds}. */
record DeletionRows(JdbcClient database, DurableWrites durableWrites) {

    private static final String RELEASED = "since = NULL, holds_all = FALSE, released_at = :now, released = :count";

    /**
     * An operator's last decision about a source.
     *
     * @param since since when its deletions are held, if some are
     * @param isAll whether all of them are, not only those of requests that brought too many
     * @param releasedAt when they were let go last
     * @param released how many were to pass then
     * @param refusedAt when those that waited were refused last
     */
    record State(
            Optional<Instant> since,
            boolean isAll,
            Optional<Instant> releasedAt,
            int released,
            Optional<Instant> refusedAt) {}

    /** A source whose deletions are held. */
    record Hold(String source, Instant since, long waiting) {}

    /** Of one person: many deletions with one id must not all pass. */
    boolean hasPassed(SegmentEvent deletion) {
        return !database.sql("SELECT source FROM deletions_passed WHERE source = :source AND message_id = :messageId"
                        + " AND person = :person")
                .param("source", deletion.source())
                .param("messageId", deletion.messageId())
                .param("person", deletion.person().fingerprint())
                .query(String.class)
                .list()
                .isEmpty();
    }

    long passedSince(String source, Instant begin) {
        return database.sql("SELECT count(*) FROM deletions_passed WHERE source = :source AND passed_at > :begin")
                .param("source", source)
                .param("begin", Timestamp.from(begin))
                .query(Long.class)
                .single();
    }

    /** How many of one request have passed, whenever. */
    long passedOf(String source, String request) {
        return database.sql("SELECT count(*) FROM deletions_passed WHERE source = :source AND request = :request")
                .param("source", source)
                .param("request", request)
                .query(Long.class)
                .single();
    }

    void pass(SegmentEvent deletion, String request, Instant now) {
        database.sql("INSERT INTO deletions_passed (source, message_id, person, request, passed_at)"
                        + " VALUES (:source, :messageId, :person, :request, :now)"
                        + " ON CONFLICT DO NOTHING")
                .param("source", deletion.source())
                .param("messageId", deletion.messageId())
                .param("person", deletion.person().fingerprint())
                .param("request", request)
                .param("now", Timestamp.from(now))
                .update();
    }

    void forgetBefore(Instant time) {
        // While a request is held, its used share is kept here.
        database.sql("DELETE FROM deletions_passed WHERE passed_at < :time"
                        + " AND source NOT IN (SELECT source FROM deletion_holds WHERE since IS NOT NULL)")
                .param("time", Timestamp.from(time))
                .update();
    }

    State state(String source) {
        return database.sql("SELECT * FROM deletion_holds WHERE source = :source")
                .param("source", source)
                .query((row, number) -> new State(
                        time(row, "since"),
                        row.getTimestamp("since") != null && row.getBoolean("holds_all"),
                        time(row, "released_at"),
                        row.getInt("released"),
                        time(row, "refused_at")))
                .optional()
                .orElseGet(() -> new State(Optional.empty(), false, Optional.empty(), 0, Optional.empty()));
    }

    List<Hold> holds() {
        return database.sql("""
                        SELECT source, since, (SELECT count(*) FROM held_events held
                            WHERE held.source = deletion_holds.source AND held.type = :delete) AS waiting
                            FROM deletion_holds WHERE since IS NOT NULL ORDER BY source
                        """)
                .param("delete", EventType.DELETE.word())
                .query((row, number) -> new Hold(
                        row.getString("source"), row.getTimestamp("since").toInstant(), row.getLong("waiting")))
                .list();
    }

    void hold(String source, Instant now, boolean isAll) {
        // Another instance may have found more: a hold only widens.
        String all = isAll ? "TRUE" : "(since IS NOT NULL AND holds_all)";
        change(source, "since = COALESCE(since, :now), holds_all = " + all, now, 0);
    }

    void release(String source, Instant now, int count) {
        change(source, RELEASED, now, count);
    }

    void refuse(String source, Instant now, int count) {
        change(source, RELEASED + ", refused_at = :now", now, count);
    }

    private void change(String source, String assignments, Instant now, int count) {
        database.sql("INSERT INTO deletion_holds (source, released) VALUES (:source, 0) ON CONFLICT DO NOTHING")
                .param("source", source)
                .update();
        database.sql("UPDATE deletion_holds SET " + assignments + " WHERE source = :source")
                .param("source", source)
                .param("now", Timestamp.from(now))
                .param("count", count)
                .update();
        durableWrites.sync();
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        @Nullable Timestamp time = row.getTimestamp(column);
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }
}
