package org.extoledestination.delivery.held;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.delivery.WaitingAside.First;
import org.extoledestination.delivery.WaitingAside.Summary;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Portion;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code held_events}. */
record HeldRows(JdbcClient database, DurableWrites durableWrites) {

    /** Longer than an attempt can take. Until then no other instance tries the event. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final String LEASE_SQL = "INTERVAL '" + LEASE.toMinutes() + "' MINUTE";

    /**
     * Nobody tries it, or its last user is gone. A lease that ends later than anybody could have set it is from before
     * the clock was set back. A minute of grace: a statement's time is that of its begin, and it may have waited for
     * another.
     */
    private static final String FREE = " AND (leased_until IS NULL OR leased_until <= CURRENT_TIMESTAMP"
            + " OR leased_until > CURRENT_TIMESTAMP + " + LEASE_SQL + " + INTERVAL '1' MINUTE)";

    private static final String LINE = Portion.sql("held_events", "event", " WHERE person = :person AND id > :after");

    boolean hasAnyOf(String person) {
        return !database.sql("SELECT id FROM held_events WHERE person = :person LIMIT 1")
                .param("person", person)
                .query(Long.class)
                .list()
                .isEmpty();
    }

    /** The persons among these that have waiting events. */
    Set<String> personsAmong(Collection<String> persons) {
        return new HashSet<>(database.sql("SELECT DISTINCT person FROM held_events WHERE person IN"
                        + " (SELECT x FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS asked(x))")
                .param(persons.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    /** Adds an event behind those of its person; one that is there already stays where it is. */
    void add(SegmentEvent event, Instant now, Instant nextAttempt, int attempts) {
        insert(event, now, nextAttempt, attempts);
        durableWrites.sync();
    }

    /** Adds events in their order, all due now, and lets them reach the disk together. */
    void addAll(List<SegmentEvent> events, Instant now) {
        events.forEach(event -> insert(event, now, now, 0));
        durableWrites.sync();
    }

    private void insert(SegmentEvent event, Instant now, Instant nextAttempt, int attempts) {
        database.sql("""
            INSERT INTO held_events (person, source, message_id, type, event_name, event, since, attempts,
                tried_millis, last_attempt, next_attempt, trace_context, behind)
            VALUES (:person, :source, :messageId, :type, :name, :event, :now, :attempts, 0, :now, :nextAttempt, :trace,
                EXISTS (SELECT 1 FROM held_events WHERE person = :person))
            ON CONFLICT DO NOTHING
            """)
                .param("person", event.person().fingerprint())
                .param("source", event.source())
                .param("messageId", event.messageId())
                .param("type", event.type().word())
                .param("name", event.name().orElse(null))
                .param("event", event.json())
                .param("now", Timestamp.from(now))
                .param("attempts", attempts)
                .param("nextAttempt", Timestamp.from(nextAttempt))
                .param("trace", event.trace().isEmpty() ? null : event.trace())
                .update();
    }

    /** The events with this id, each with what it waits for. */
    List<Place> find(String messageId) {
        return database.sql("SELECT held.*, (SELECT COUNT(*) FROM held_events before WHERE before.person = held.person"
                        + " AND before.id < held.id) AS ahead FROM held_events held WHERE message_id = :id")
                .param("id", messageId)
                .query((row, number) -> new Place(
                        "aside",
                        row.getTimestamp("since").toInstant(),
                        row.getString("source"),
                        Place.what(row.getString("type"), row.getString("event_name")),
                        row.getString("person"),
                        row.getLong("ahead") > 0
                                ? "Earlier events of its person wait before it: " + row.getLong("ahead") + '.'
                                : "It was tried " + row.getInt("attempts") + " times, and is tried again at "
                                        + row.getTimestamp("next_attempt").toInstant() + ", unless delivery is paused.",
                        "nothing: it is tried by itself; delivery status tells whether its call is paused"))
                .list();
    }

    Optional<HeldEvent> find(long id) {
        return database.sql("SELECT * FROM held_events WHERE id = :id")
                .param("id", id)
                .query(HeldRows::read)
                .optional();
    }

    /**
     * The persons that are due: their next attempt is until {@code now}, or after {@code latest}.
     *
     * @param latest nobody waits for longer than until then: a later time was set by a clock that was ahead
     * @param withoutDeletionsOf the sources whose deletions are held, but for those that have passed already
     */
    record Due(Instant now, Instant latest, Set<String> withoutDeletionsOf) {
        private static final String TIME = "(next_attempt <= :now OR next_attempt > :latest)";

        private static final String CONDITION =
                " AND (type <> 'delete' OR source NOT IN (:withheld) OR EXISTS (SELECT 1 FROM deletions_passed passed"
                        + " WHERE passed.source = held_events.source AND passed.message_id = held_events.message_id"
                        + " AND passed.person = held_events.person))";

        JdbcClient.StatementSpec in(JdbcClient.StatementSpec statement) {
            return statement
                    .param("now", Timestamp.from(now))
                    .param("latest", Timestamp.from(latest))
                    // SQL has no empty list, and no source has an empty name.
                    .param("withheld", withoutDeletionsOf.isEmpty() ? Set.of("") : withoutDeletionsOf);
        }
    }

    /** Some of the sources: those named, or all but those. */
    record Sources(List<String> named, boolean areMeant) {

        static Sources only(String source) {
            return new Sources(List.of(source), true);
        }

        static Sources allBut(List<String> named) {
            // SQL has no empty list, and no source has an empty name.
            return new Sources(named.isEmpty() ? List.of("") : named, false);
        }
    }

    /** The persons whose oldest event's time has come. */
    List<String> due(Due due, int limit) {
        return persons(due, limit, "").query(String.class).list();
    }

    /** The same where that is a deletion request, or where it is none, from some of the sources. */
    List<String> due(Due due, int limit, Sources sources, boolean deletes) {
        return limit == 0
                ? List.of()
                : persons(due, limit, " AND (type = :delete) = :deletes AND (source IN (:sources)) = :areMeant")
                        .param("delete", EventType.DELETE.word())
                        .param("deletes", deletes)
                        .param("sources", sources.named())
                        .param("areMeant", sources.areMeant())
                        .query(String.class)
                        .list();
    }

    /** Each part in the order of an index, so that those whose time has not come are not read. */
    private JdbcClient.StatementSpec persons(Due due, int limit, String which) {
        return due.in(database.sql(turns(which))).param("limit", limit);
    }

    static String turns(String which) {
        String part = "(SELECT person, next_attempt FROM held_events WHERE behind = FALSE AND next_attempt %s" + which
                + Due.CONDITION + FREE + " ORDER BY behind, next_attempt LIMIT :limit)";
        return "SELECT person FROM (" + part.formatted("<= :now") + " UNION ALL " + part.formatted("> :latest")
                + ") AS turn ORDER BY next_attempt LIMIT :limit";
    }

    /** Finds who is first anew: another instance may have added an event while the one before it was removed. */
    void mend() {
        database.sql("UPDATE held_events SET behind = FALSE"
                        + " WHERE behind AND NOT EXISTS (SELECT 1 FROM held_events earlier"
                        + " WHERE earlier.person = held_events.person AND earlier.id < held_events.id)")
                .update();
    }

    /** How many characters the oldest event of a person has; 0 if none waits. */
    int firstLength(String person) {
        return database.sql("SELECT CHAR_LENGTH(event) FROM held_events WHERE person = :person ORDER BY id LIMIT 1")
                .param("person", person)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** The oldest events of a person above the number {@code after}, in order; not more than memory holds. */
    List<HeldEvent> line(String person, long after, int limit, Portion portion) {
        return database.sql(LINE)
                .param("person", person)
                .param("after", after)
                .param("limit", limit)
                .param("characters", portion.characters())
                .query(HeldRows::read)
                .list();
    }

    /**
     * Whether this instance is the one that tries the event now, the oldest of its person; another leaves it alone for as
     * long as the lease, by the clock of the database.
     */
    boolean claim(HeldEvent held, Due due) {
        return due.in(database.sql("UPDATE held_events SET leased_until = CURRENT_TIMESTAMP + " + LEASE_SQL
                                + " WHERE id = :id AND " + Due.TIME + Due.CONDITION + FREE
                                + " AND id = (SELECT min(id) FROM held_events WHERE person = :person)"))
                        .param("id", held.id())
                        .param("person", held.event().person().fingerprint())
                        .update()
                > 0;
    }

    /** Lets others try at once what was tried by a process that is no more. */
    void endLeases() {
        database.sql("UPDATE held_events SET leased_until = NULL WHERE leased_until IS NOT NULL")
                .update();
    }

    void failed(HeldEvent held, int attempts, Duration tried, Instant now, Instant nextAttempt) {
        database.sql("""
            UPDATE held_events SET attempts = :attempts, tried_millis = :tried, last_attempt = :now,
                next_attempt = :nextAttempt, leased_until = NULL WHERE id = :id
            """)
                .param("id", held.id())
                .param("attempts", attempts)
                .param("tried", tried.toMillis())
                .param("now", Timestamp.from(now))
                .param("nextAttempt", Timestamp.from(nextAttempt))
                .update();
    }

    void remove(long id) {
        List<String> person = database.sql("SELECT person FROM held_events WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .list();
        database.sql("DELETE FROM held_events WHERE id = :id").param("id", id).update();
        person.forEach(this::next);
        durableWrites.sync();
    }

    private void next(String person) {
        database.sql("UPDATE held_events SET behind = FALSE WHERE behind"
                        + " AND id = (SELECT min(id) FROM held_events WHERE person = :person)")
                .param("person", person)
                .update();
    }

    long count() {
        return database.sql("SELECT count(*) FROM held_events")
                .query(Long.class)
                .single();
    }

    /** Since when the oldest deletion waits. */
    Optional<Instant> oldestDeletion() {
        return database.sql("SELECT min(since) AS oldest FROM held_events WHERE type = :delete")
                .param("delete", EventType.DELETE.word())
                .query((row, number) ->
                        Optional.ofNullable(row.getTimestamp("oldest")).map(Timestamp::toInstant))
                .single();
    }

    Summary summary() {
        return database.sql("SELECT count(*) AS events, count(DISTINCT person) AS persons, min(since) AS oldest FROM"
                        + " held_events")
                .query((row, number) -> new Summary(
                        row.getLong("events"),
                        row.getLong("persons"),
                        Optional.ofNullable(row.getTimestamp("oldest")).map(Timestamp::toInstant)))
                .single();
    }

    /** The oldest event of each person, the one that has waited longest first. */
    List<First> firsts(int limit) {
        return database.sql("""
            SELECT held.*, line.events FROM held_events held
                JOIN (SELECT min(id) AS id, count(*) AS events FROM held_events GROUP BY person) line
                ON line.id = held.id ORDER BY held.since, held.id LIMIT :limit
            """)
                .param("limit", limit)
                .query((row, number) -> new First(
                        row.getString("message_id"),
                        row.getString("source"),
                        row.getString("type"),
                        new Person(row.getString("person")).fingerprint().substring(0, First.DIGITS),
                        row.getTimestamp("since").toInstant(),
                        row.getInt("attempts"),
                        row.getTimestamp("next_attempt").toInstant(),
                        row.getLong("events") - 1))
                .list();
    }

    private static HeldEvent read(ResultSet row, int number) throws SQLException {
        SegmentEvent event = new SegmentEvent(
                row.getString("source"),
                EventType.of(row.getString("type")).orElseThrow(),
                row.getString("message_id"),
                Optional.ofNullable(row.getString("event_name")),
                new Person(row.getString("person")),
                row.getString("event"),
                "",
                Objects.requireNonNullElse(row.getString("trace_context"), ""));
        return new HeldEvent(
                row.getLong("id"),
                event,
                row.getInt("attempts"),
                Duration.ofMillis(row.getLong("tried_millis")),
                row.getTimestamp("last_attempt").toInstant(),
                row.getTimestamp("since").toInstant());
    }
}
