package org.extoledestination.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.extoledestination.database.DurableWrites;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.idempotent.DeliveredIds;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code dead_letters}. */
final class DeadLetterRows {

    static final int LONGEST_NOTE = 1_000;

    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_CODE = 100;
    private static final int LONGEST_DETAIL = 2_000;
    private static final int MOST_GROUPS = 1_000;
    private static final int AT_ONCE = 1_000;
    private static final String ONE = " WHERE source = :source AND message_id = :messageId";

    private final JdbcClient database;
    private final DurableWrites durableWrites;

    DeadLetterRows(JdbcClient database, DurableWrites durableWrites) {
        this.database = database;
        this.durableWrites = durableWrites;
    }

    /** A letter with its event. */
    record Full(DeadLetter letter, SegmentEvent segment) {}

    /** How many letters have one value. */
    record Group(String value, long count) {}

    /** What counts can be made by. */
    enum Column {
        REASON("reason"),
        CODE("code"),
        EVENT("event_name"),
        SOURCE("source"),
        TYPE("type"),
        STATE("state");

        private final String sql;

        Column(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Writes an event down with the reason. One that is there keeps its number, and stays discarded if it is.
     */
    void keep(SegmentEvent event, Verdict verdict, Instant now) {
        String again = "UPDATE dead_letters SET type = :type, event_name = :eventName, person = :person,"
                + " event = :event, reason = :reason, code = :code, detail = :detail, extole_status = :status,"
                + " extole_code = :extoleCode, extole_unique_id = :uniqueId,"
                + " state_since = CASE WHEN state = 'discarded' THEN state_since ELSE :now END,"
                + " state = CASE WHEN state = 'discarded' THEN 'discarded' ELSE 'dead' END" + ONE;
        if (bind(again, event, verdict, now).update() == 0) {
            bind("""
                        INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, code,
                            detail, extole_status, extole_code, extole_unique_id, since, state, state_since)
                        VALUES (:source, :messageId, :type, :eventName, :person, :event, :reason, :code, :detail,
                            :status, :extoleCode, :uniqueId, :now, 'dead', :now)
                        ON CONFLICT DO NOTHING
                        """, event, verdict, now).update();
        }
        durableWrites.sync();
    }

    private JdbcClient.StatementSpec bind(String sql, SegmentEvent event, Verdict verdict, Instant now) {
        Optional<Fault> fault = verdict.fault();
        return bind(sql, event)
                .param("reason", verdict.reason().word())
                .param("code", clean(verdict.code(), LONGEST_CODE))
                .param("detail", clean(verdict.detail(), LONGEST_DETAIL))
                .param("status", fault.map(Fault::status).orElse(null))
                .param(
                        "extoleCode",
                        fault.map(said -> clean(said.code(), LONGEST_CODE)).orElse(null))
                .param(
                        "uniqueId",
                        fault.flatMap(Fault::uniqueId)
                                .map(id -> clean(id, LONGEST_CODE))
                                .orElse(null))
                .param("now", Timestamp.from(now));
    }

    private JdbcClient.StatementSpec bind(String sql, SegmentEvent event) {
        return database.sql(sql)
                .param("source", event.source())
                .param("messageId", event.messageId())
                .param("type", event.type().word())
                .param("eventName", name(event))
                .param("person", event.person().fingerprint())
                .param("event", event.json());
    }

    /** Adds a letter of another instance as it stands; one that is here already stays as it is. */
    boolean add(DeadLetter letter, SegmentEvent event) {
        return bind("""
                        INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, code,
                            detail, extole_status, extole_code, extole_unique_id, since, state, state_since, note,
                            replays, last_replay)
                        VALUES (:source, :messageId, :type, :eventName, :person, :event, :reason, :code, :detail,
                            :status, :extoleCode, :uniqueId, :since, :state, :stateSince, :note, :replays, :lastReplay)
                        ON CONFLICT DO NOTHING
                        """, event)
                        .param("reason", letter.reason())
                        .param("code", clean(letter.code(), LONGEST_CODE))
                        .param("detail", clean(letter.detail(), LONGEST_DETAIL))
                        .param("status", letter.extoleStatus())
                        .param("extoleCode", cleanIfAny(letter.extoleCode(), LONGEST_CODE))
                        .param("uniqueId", cleanIfAny(letter.extoleUniqueId(), LONGEST_CODE))
                        .param("since", Timestamp.from(letter.since()))
                        .param("state", letter.state())
                        .param("stateSince", Timestamp.from(letter.stateSince()))
                        .param("note", cleanIfAny(letter.note(), LONGEST_NOTE))
                        .param("replays", letter.replays())
                        .param("lastReplay", timestamp(letter.lastReplay()))
                        .update()
                > 0;
    }

    boolean isThere(SegmentEvent event) {
        return !database.sql("SELECT id FROM dead_letters" + ONE)
                .param("source", event.source())
                .param("messageId", event.messageId())
                .query(Long.class)
                .list()
                .isEmpty();
    }

    /** What was added is on disk when this returns. */
    void sync() {
        durableWrites.sync();
    }

    /** Puts another event in the place of a letter's own and asks for its replay, unless it is under way. */
    boolean replace(long id, SegmentEvent event, Instant now) {
        boolean replaced = bind(
                                "UPDATE dead_letters SET type = :type, event_name = :eventName, person = :person,"
                                        + " event = :event, state = 'requested', state_since = :now" + ONE
                                        + " AND id = :id AND state <> 'replaying'",
                                event)
                        .param("id", id)
                        .param("now", Timestamp.from(now))
                        .update()
                > 0;
        durableWrites.sync();
        return replaced;
    }

    /** Whether there is a letter with this reason, code and event name. */
    boolean hasAnyLike(SegmentEvent event, Verdict verdict) {
        String name = name(event);
        return !database.sql("SELECT id FROM dead_letters WHERE reason = :reason AND code = :code AND event_name "
                        + (name == null ? "IS NULL" : "= :name") + " LIMIT 1")
                .params(name == null ? Map.of() : Map.of("name", name))
                .param("reason", verdict.reason().word())
                .param("code", clean(verdict.code(), LONGEST_CODE))
                .query(Long.class)
                .list()
                .isEmpty();
    }

    void remove(String source, String messageId) {
        database.sql("DELETE FROM dead_letters" + ONE)
                .param("source", source)
                .param("messageId", messageId)
                .update();
    }

    void removePerson(String person) {
        database.sql("DELETE FROM dead_letters WHERE person = :person")
                .param("person", person)
                .update();
        durableWrites.sync();
    }

    /** The latest letters first, below the number {@code before}. */
    List<DeadLetter> list(DeadLetterFilter filter, long before, int limit) {
        return database.sql("SELECT id, source, message_id, type, event_name, person, reason, code, detail,"
                        + " extole_status, extole_code, extole_unique_id, since, state, state_since, note, replays,"
                        + " last_replay FROM dead_letters"
                        + filter.where(filter.listed()) + " AND id < :before ORDER BY id DESC LIMIT :limit")
                .params(filter.values())
                .param("before", before)
                .param("limit", limit)
                .query(DeadLetterRows::letter)
                .list();
    }

    /** The earliest letters first, above the number {@code after}, with their events. */
    List<Full> export(DeadLetterFilter filter, Set<State> states, long after, int limit) {
        return database.sql("SELECT * FROM dead_letters" + filter.where(states)
                        + " AND id > :after ORDER BY id LIMIT :limit")
                .params(filter.values())
                .param("after", after)
                .param("limit", limit)
                .query(DeadLetterRows::full)
                .list();
    }

    Optional<Full> find(long id) {
        return database.sql("SELECT * FROM dead_letters WHERE id = :id")
                .param("id", id)
                .query(DeadLetterRows::full)
                .optional();
    }

    long count(DeadLetterFilter filter, Set<State> states) {
        return database.sql("SELECT count(*) FROM dead_letters" + filter.where(states))
                .params(filter.values())
                .query(Long.class)
                .single();
    }

    /** The largest groups first. */
    List<Group> count(DeadLetterFilter filter, Column by) {
        return database.sql("SELECT " + by.sql + " AS kind, count(*) AS letters FROM dead_letters"
                        + filter.where(filter.listed())
                        + " GROUP BY " + by.sql + " ORDER BY letters DESC, kind LIMIT " + MOST_GROUPS)
                .params(filter.values())
                .query((row, number) ->
                        new Group(Objects.requireNonNullElse(row.getString("kind"), ""), row.getLong("letters")))
                .list();
    }

    /**
     * Takes letters into another state, the earliest first, above the number {@code after}; some at once, so that
     * nobody waits for long.
     *
     * @param note null to leave the note as it is
     */
    Moved move(DeadLetterFilter filter, Set<State> from, State to, @Nullable String note, long after, Instant now) {
        List<Long> ids = database.sql("SELECT id FROM dead_letters" + filter.where(from)
                        + " AND id > :after ORDER BY id LIMIT " + AT_ONCE)
                .params(filter.values())
                .param("after", after)
                .query(Long.class)
                .list();
        if (ids.isEmpty()) {
            return new Moved(0, Optional.empty());
        }
        long last = ids.get(ids.size() - 1);
        int moved = database.sql("UPDATE dead_letters SET state = :to, state_since = :now"
                        + (note == null ? "" : ", note = :note")
                        + filter.where(from) + " AND id > :after AND id <= :last")
                .params(filter.values())
                .params(note == null ? Map.of() : Map.of("note", note))
                .param("to", to.word())
                .param("now", Timestamp.from(now))
                .param("after", after)
                .param("last", last)
                .update();
        durableWrites.sync();
        return new Moved(moved, ids.size() < AT_ONCE ? Optional.empty() : Optional.of(last));
    }

    /**
     * How far a move has come.
     *
     * @param letters how many letters were moved
     * @param next above which number to go on, if there may be more
     */
    record Moved(int letters, Optional<Long> next) {}

    boolean anyRequested() {
        return !database.sql("SELECT id FROM dead_letters WHERE state = 'requested' LIMIT 1")
                .query(Long.class)
                .list()
                .isEmpty();
    }

    /**
     * Notes that letters are in the queue. One that came to its end there meanwhile, or was asked for anew, keeps its
     * state.
     *
     * @param asked the latest time at which one of them was asked for, as the database has it
     */
    void queued(Collection<Long> ids, Instant asked, Instant now) {
        String isSame = "CASE WHEN state = 'requested' AND state_since <= :asked THEN ";
        database.sql("UPDATE dead_letters SET replays = replays + 1, last_replay = :now, state_since = " + isSame
                        + ":now ELSE state_since END, state = " + isSame + "'replaying' ELSE state END"
                        + " WHERE id IN (:ids)")
                .param("now", Timestamp.from(now))
                .param("asked", Timestamp.from(asked))
                .param("ids", ids)
                .update();
    }

    /**
     * Removes letters whose event Extole has by now, by a repeat of the sender's or by a replay elsewhere.
     *
     * @param delivered which of some ids are those of delivered events
     */
    int removeDelivered(boolean onlyReplaying, Function<Collection<String>, Set<String>> delivered) {
        int removed = 0;
        List<Event> some;
        long after = 0;
        do {
            some = events(onlyReplaying, after);
            Set<String> known = delivered.apply(some.stream().map(Event::id).toList());
            List<Long> gone = some.stream()
                    .filter(each -> known.contains(each.id()))
                    .map(Event::letter)
                    .toList();
            removed += gone.isEmpty() ? 0 : remove(gone);
            after = some.isEmpty() ? after : some.get(some.size() - 1).letter();
        } while (some.size() == AT_ONCE);
        return removed;
    }

    private record Event(long letter, String id) {}

    private List<Event> events(boolean onlyReplaying, long after) {
        return database.sql("SELECT id, source, message_id FROM dead_letters WHERE id > :after"
                        + (onlyReplaying ? " AND state = 'replaying'" : "") + " ORDER BY id LIMIT " + AT_ONCE)
                .param("after", after)
                .query((row, number) -> new Event(
                        row.getLong("id"), DeliveredIds.id(row.getString("source"), row.getString("message_id"))))
                .list();
    }

    private int remove(List<Long> letters) {
        return database.sql("DELETE FROM dead_letters WHERE id IN (:letters)")
                .param("letters", letters)
                .update();
    }

    /** Removes letters in which nothing has changed since then. */
    int removeOld(Instant oldest) {
        return removeAll(database.sql("DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters"
                        + " WHERE state_since < :oldest AND state IN ('dead', 'discarded') LIMIT " + AT_ONCE + ')')
                .param("oldest", Timestamp.from(oldest)));
    }

    /** Some at once until none is left; returns how many it were. */
    private static int removeAll(JdbcClient.StatementSpec some) {
        int removed = 0;
        int now;
        do {
            now = some.update();
            removed += now;
        } while (now == AT_ONCE);
        return removed;
    }

    private static @Nullable String name(SegmentEvent event) {
        return event.name().map(name -> clean(name, LONGEST_NAME)).orElse(null);
    }

    private static Full full(ResultSet row, int number) throws SQLException {
        DeadLetter letter = letter(row, number);
        return new Full(
                letter,
                new SegmentEvent(
                        letter.source(),
                        EventType.of(letter.type()).orElseThrow(),
                        letter.messageId(),
                        Optional.ofNullable(letter.event()),
                        new Person(letter.person()),
                        row.getString("event")));
    }

    private static DeadLetter letter(ResultSet row, int number) throws SQLException {
        Timestamp lastReplay = row.getTimestamp("last_replay");
        return new DeadLetter(
                row.getLong("id"),
                row.getString("source"),
                row.getString("message_id"),
                row.getString("type"),
                row.getString("event_name"),
                row.getString("person"),
                row.getString("reason"),
                row.getString("code"),
                row.getString("detail"),
                row.getObject("extole_status", Integer.class),
                row.getString("extole_code"),
                row.getString("extole_unique_id"),
                row.getTimestamp("since").toInstant(),
                row.getString("state"),
                row.getTimestamp("state_since").toInstant(),
                row.getString("note"),
                row.getInt("replays"),
                lastReplay == null ? null : lastReplay.toInstant());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    /** PostgreSQL takes no NUL, and a column has an end. */
    static String clean(String text, int longest) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= longest ? printable : printable.substring(0, longest);
    }

    private static @Nullable String cleanIfAny(@Nullable String text, int longest) {
        return text == null ? null : clean(text, longest);
    }
}
