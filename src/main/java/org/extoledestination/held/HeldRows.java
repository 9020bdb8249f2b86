package org.extoledestination.held;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code held_events}. */
final class HeldRows {

    private final JdbcClient database;
    private final DurableWrites durableWrites;

    HeldRows(JdbcClient database, DurableWrites durableWrites) {
        this.database = database;
        this.durableWrites = durableWrites;
    }

    boolean hasAnyOf(String person) {
        return !database.sql("SELECT id FROM held_events WHERE person = :person LIMIT 1")
                .param("person", person)
                .query(Long.class)
                .list()
                .isEmpty();
    }

    /** Those of these persons of whom events wait. */
    Set<String> personsAmong(Collection<String> persons) {
        return new HashSet<>(database.sql("SELECT DISTINCT person FROM held_events WHERE person IN"
                        + " (SELECT x FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS asked(x))")
                .param(persons.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /** Adds an event behind those of its person; one that is there already stays where it is. */
    void add(SegmentEvent event, Instant now, Instant nextAttempt) {
        database.sql("""
                        INSERT INTO held_events (person, source, message_id, type, event_name, event, since, attempts,
                            tried_millis, last_attempt, next_attempt)
                        VALUES (:person, :source, :messageId, :type, :name, :event, :now, 0, 0, :now, :nextAttempt)
                        ON CONFLICT DO NOTHING
                        """)
                .param("person", event.person().fingerprint())
                .param("source", event.source())
                .param("messageId", event.messageId())
                .param("type", event.type().word())
                .param("name", event.name().orElse(null))
                .param("event", event.json())
                .param("now", Timestamp.from(now))
                .param("nextAttempt", Timestamp.from(nextAttempt))
                .update();
        durableWrites.sync();
    }

    Optional<HeldEvent> find(long id) {
        return database.sql("SELECT * FROM held_events WHERE id = :id")
                .param("id", id)
                .query(HeldRows::read)
                .optional();
    }

    /**
     * The oldest event of each person, where its time has come.
     *
     * @param latest nobody waits for longer than until then: a later time was set by a clock that was ahead
     */
    List<HeldEvent> due(Instant now, Instant latest, int limit) {
        return database.sql("""
                        SELECT * FROM held_events WHERE (next_attempt <= :now OR next_attempt > :latest)
                            AND id IN (SELECT min(id) FROM held_events GROUP BY person)
                        ORDER BY next_attempt LIMIT :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("latest", Timestamp.from(latest))
                .param("limit", limit)
                .query(HeldRows::read)
                .list();
    }

    /** Whether this instance is the one that tries the event now; another leaves it alone for as long as the lease. */
    boolean claim(HeldEvent held, Instant now, Instant latest, Instant lease) {
        return database.sql("UPDATE held_events SET next_attempt = :lease WHERE id = :id"
                                + " AND (next_attempt <= :now OR next_attempt > :latest)")
                        .param("id", held.id())
                        .param("now", Timestamp.from(now))
                        .param("latest", Timestamp.from(latest))
                        .param("lease", Timestamp.from(lease))
                        .update()
                > 0;
    }

    void failed(HeldEvent held, Duration tried, Instant now, Instant nextAttempt) {
        database.sql("""
                        UPDATE held_events SET attempts = attempts + 1, tried_millis = :tried, last_attempt = :now,
                            next_attempt = :nextAttempt WHERE id = :id
                        """)
                .param("id", held.id())
                .param("tried", tried.toMillis())
                .param("now", Timestamp.from(now))
                .param("nextAttempt", Timestamp.from(nextAttempt))
                .update();
    }

    void remove(long id) {
        database.sql("DELETE FROM held_events WHERE id = :id").param("id", id).update();
        durableWrites.sync();
    }

    List<HeldEvent> of(String person) {
        return database.sql("SELECT * FROM held_events WHERE person = :person ORDER BY id")
                .param("person", person)
                .query(HeldRows::read)
                .list();
    }

    long count() {
        return database.sql("SELECT count(*) FROM held_events")
                .query(Long.class)
                .single();
    }

    private static HeldEvent read(ResultSet row, int number) throws SQLException {
        SegmentEvent event = new SegmentEvent(
                row.getString("source"),
                EventType.of(row.getString("type")).orElseThrow(),
                row.getString("message_id"),
                Optional.ofNullable(row.getString("event_name")),
                new Person(row.getString("person")),
                row.getString("event"));
        return new HeldEvent(
                row.getLong("id"),
                event,
                row.getInt("attempts"),
                Duration.ofMillis(row.getLong("tried_millis")),
                row.getTimestamp("last_attempt").toInstant());
    }
}
