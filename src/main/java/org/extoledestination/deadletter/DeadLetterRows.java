package org.extoledestination.deadletter;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.RequestDiff.Sent;
import org.extoledestination.event.ReceivedAt;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.gate.idempotent.DeliveredIds;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.database.Forgetting;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.database.ShortQueries;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The table {@code dead_letters}. */
public final class DeadLetterRows {

    private static final int MOST_GROUPS = 1_000;
    private static final int MOST_KINDS = 100;
    private static final int AT_ONCE = 1_000;
    private static final long HOUR = 3_600;
    private static final String ONE = " WHERE source = :source AND message_id = :messageId";

    private static final String LETTERS =
            "SELECT id, source, message_id, type, event_name, person, reason, code, detail, extole_status,"
                    + " extole_code, extole_unique_id, since, state, state_since, note, discard_batch, replays, last_replay FROM"
                    + " dead_letters";

    private final JdbcClient database;
    private final ShortQueries questions;
    private final DurableWrites durableWrites;
    private final Portion portion;

    /** {@code portion}: so much of their events is in memory at once. */
    DeadLetterRows(JdbcTemplate database, DurableWrites durableWrites, Portion portion) {
        this.portion = portion;
        this.database = JdbcClient.create(database);
        this.questions = new ShortQueries(database);
        this.durableWrites = durableWrites;
    }

    /** A letter with its event. */
    record Full(DeadLetter letter, SegmentEvent segment) {}

    /** How many letters have one value. */
    record Group(String value, long count) {}

    /**
     * Letters with one reason and one code.
     *
     * @param first since when the earliest is there
     * @param last since when the latest is there
     * @param slots how many came in each of the last hours
     */
    public record Kind(String reason, String code, long count, Instant first, Instant last, List<Long> slots) {

        private Kind and(Kind more) {
            return new Kind(
                    reason,
                    code,
                    count + more.count,
                    first.isBefore(more.first) ? first : more.first,
                    last.isAfter(more.last) ? last : more.last,
                    IntStream.range(0, slots.size())
                            .mapToObj(slot -> slots.get(slot) + more.slots.get(slot))
                            .toList());
        }
    }

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
                + " event = :event, trace_context = :trace, reason = :reason, code = :code, detail = :detail,"
                + " extole_status = :status,"
                + " extole_code = :extoleCode, extole_unique_id = :uniqueId,"
                + " state_since = CASE WHEN state = 'discarded' THEN state_since ELSE :now END,"
                + " state = CASE WHEN state = 'discarded' THEN 'discarded' ELSE 'dead' END" + ONE;
        if (keep(again, event, verdict, now) > 0) {
            removeRequest(event);
        } else {
            keep("""
                INSERT INTO dead_letters (source, message_id, type, event_name, person, event, trace_context, reason,
                    code, detail, extole_status, extole_code, extole_unique_id, since, state, state_since)
                VALUES (:source, :messageId, :type, :eventName, :person, :event, :trace, :reason, :code, :detail,
                    :status, :extoleCode, :uniqueId, :now, 'dead', :now)
                ON CONFLICT DO NOTHING
                """, event, verdict, now);
        }
        verdict.sent().ifPresent(sent -> keep(event, sent));
        durableWrites.sync();
    }

    private void keep(SegmentEvent event, Sent sent) {
        database.sql("INSERT INTO dead_letter_requests (letter, operation, body) SELECT id, :operation, :body FROM"
                        + " dead_letters" + ONE + " ON CONFLICT DO NOTHING")
                .param("operation", sent.operation())
                .param("body", sent.body())
                .param("source", event.source())
                .param("messageId", event.messageId())
                .update();
    }

    private void removeRequest(SegmentEvent event) {
        database.sql("DELETE FROM dead_letter_requests WHERE letter IN (SELECT id FROM dead_letters" + ONE + ')')
                .param("source", event.source())
                .param("messageId", event.messageId())
                .update();
    }

    /** The request of a letter that Extole did not take, if it came that far. */
    Optional<Sent> sent(long id) {
        return database.sql("SELECT operation, body FROM dead_letter_requests WHERE letter = :id")
                .param("id", id)
                .query((row, number) -> new Sent(row.getString("operation"), row.getString("body")))
                .optional();
    }

    private int keep(String sql, SegmentEvent event, Verdict verdict, Instant now) {
        return DeadLetterColumns.bind(DeadLetterColumns.bind(database.sql(sql), event), verdict)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Adds a letter of another instance as it stands; one that is here already stays as it is. */
    boolean add(DeadLetter letter, SegmentEvent event) {
        StatementSpec insert = database.sql("""
            INSERT INTO dead_letters (source, message_id, type, event_name, person, event, reason, code,
                detail, extole_status, extole_code, extole_unique_id, since, state, state_since, note,
                replays, last_replay)
            VALUES (:source, :messageId, :type, :eventName, :person, :event, :reason, :code, :detail,
                :status, :extoleCode, :uniqueId, :since, :state, :stateSince, :note, :replays, :lastReplay)
            ON CONFLICT DO NOTHING
            """);
        return DeadLetterColumns.bind(DeadLetterColumns.bind(insert, event), letter)
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

    /** The added letters are on disk when this returns. */
    void sync() {
        durableWrites.sync();
    }

    /** Puts another event in the place of a letter's own and asks for its replay, unless it is under way. */
    boolean replace(long id, SegmentEvent event, Instant now) {
        StatementSpec update = database.sql("UPDATE dead_letters SET type = :type, event_name = :eventName,"
                + " person = :person, event = :event, state = 'requested', state_since = :now,"
                + " note = NULL, discard_batch = NULL" + ONE
                + " AND id = :id AND state <> 'replaying'");
        boolean replaced = DeadLetterColumns.bind(update, event)
                        .param("id", id)
                        .param("now", Timestamp.from(now))
                        .update()
                > 0;
        if (replaced) {
            // It was made of the event of before, perhaps of another person.
            removeRequest(event);
        }
        durableWrites.sync();
        return replaced;
    }

    /** Whether there is a letter with this reason, code and event name. */
    boolean hasAnyLike(SegmentEvent event, Verdict verdict) {
        String name = DeadLetterColumns.name(event);
        return !database.sql("SELECT id FROM dead_letters WHERE reason = :reason AND code = :code AND event_name "
                        + (name == null ? "IS NULL" : "= :name") + " LIMIT 1")
                .params(name == null ? Map.of() : Map.of("name", name))
                .param("reason", verdict.reason().word())
                .param("code", DeadLetterColumns.code(verdict))
                .query(Long.class)
                .list()
                .isEmpty();
    }

    boolean hasSource(String name) {
        return !database.sql("SELECT id FROM dead_letters WHERE source = :source LIMIT 1")
                .param("source", name)
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

    /**
     * Removes those of a person, but for events that were accepted after {@code time}, and for other deletion requests:
     * each names keys of its own.
     */
    int removePerson(String person, Instant time) {
        int removed = database.sql(
                        "DELETE FROM dead_letters WHERE person = :person AND type <> 'delete' AND since <= :time")
                .param("person", person)
                .param("time", Timestamp.from(time))
                .update();
        // An event that became a letter later may have been accepted before.
        long last = 0;
        for (List<Full> some = later(person, last); !some.isEmpty(); some = later(person, last)) {
            List<Long> accepted = some.stream()
                    .filter(letter -> ReceivedAt.of(letter.segment().json())
                            .filter(time::isBefore)
                            .isEmpty())
                    .map(letter -> letter.letter().id())
                    .toList();
            removed += accepted.isEmpty() ? 0 : remove(accepted);
            last = some.get(some.size() - 1).letter().id();
        }
        durableWrites.sync();
        return removed;
    }

    private List<Full> later(String person, long after) {
        return database.sql(Portion.sql(
                        "dead_letters", "event", " WHERE person = :person AND type <> 'delete' AND id > :after"))
                .param("person", person)
                .param("after", after)
                .param("limit", AT_ONCE)
                .param("characters", portion.characters())
                .query(DeadLetterColumns::full)
                .list();
    }

    /** The latest letters first, below the number {@code before}. */
    List<DeadLetter> list(DeadLetterFilter filter, long before, int limit) {
        return questions.ask(database -> database.sql(LETTERS + " WHERE id IN (SELECT id FROM dead_letters"
                        + filter.where(filter.listed())
                        + " AND id < :before ORDER BY id DESC LIMIT :limit) ORDER BY id DESC")
                .params(filter.values())
                .param("before", before)
                .param("limit", limit)
                .query(DeadLetterColumns::letter)
                .list());
    }

    /** The letters of events with this id, whatever their state. */
    List<DeadLetter> named(String messageId) {
        return database.sql(LETTERS + " WHERE message_id = :messageId")
                .param("messageId", messageId)
                .query(DeadLetterColumns::letter)
                .list();
    }

    /** The earliest letters first, above the number {@code after}, with their events; not more than memory holds. */
    List<Full> export(DeadLetterFilter filter, Set<State> states, long after, int limit) {
        return database.sql(Portion.sql("dead_letters", "event", filter.where(states) + " AND id > :after"))
                .params(filter.values())
                .param("after", after)
                .param("limit", limit)
                .param("characters", portion.characters())
                .query(DeadLetterColumns::full)
                .list();
    }

    /** Whether there may be letters behind these, of which so many were asked for. */
    boolean isCut(List<Full> letters, int limit) {
        return portion.isCut(
                letters.size(),
                limit,
                letters.stream()
                        .mapToLong(letter -> letter.segment().json().length())
                        .sum());
    }

    Optional<Full> find(long id) {
        return database.sql("SELECT * FROM dead_letters WHERE id = :id")
                .param("id", id)
                .query(DeadLetterColumns::full)
                .optional();
    }

    long count(DeadLetterFilter filter, Set<State> states) {
        return questions.ask(database -> database.sql("SELECT count(*) FROM dead_letters" + filter.where(states))
                .params(filter.values())
                .query(Long.class)
                .single());
    }

    /** The largest groups first. */
    List<Group> count(DeadLetterFilter filter, Column by) {
        return questions.ask(database -> database.sql(
                        "SELECT " + by.sql + " AS kind, count(*) AS letters FROM dead_letters"
                                + filter.where(filter.listed())
                                + " GROUP BY " + by.sql + " ORDER BY letters DESC, kind LIMIT " + MOST_GROUPS)
                .params(filter.values())
                .query((row, number) ->
                        new Group(Objects.requireNonNullElse(row.getString("kind"), ""), row.getLong("letters")))
                .list());
    }

    /** The kinds of letters, the most frequent first; {@code hours}: so many slots, the last of them the hour of {@code now}. */
    List<Kind> kinds(DeadLetterFilter filter, Instant now, int hours) {
        List<Kind> parts = questions.ask(database -> database.sql(
                        "SELECT reason, code, DATE_TRUNC('hour', since) AS slot, count(*) AS letters, min(since)"
                                + " AS earliest, max(since) AS latest FROM dead_letters"
                                + filter.where(filter.listed()) + " GROUP BY reason, code, slot")
                .params(filter.values())
                .query((row, number) -> {
                    Instant last = row.getTimestamp("latest").toInstant();
                    long ago = now.getEpochSecond() / HOUR - last.getEpochSecond() / HOUR;
                    return new Kind(
                            row.getString("reason"),
                            row.getString("code"),
                            row.getLong("letters"),
                            row.getTimestamp("earliest").toInstant(),
                            last,
                            inSlot(hours - 1 - ago, row.getLong("letters"), hours));
                })
                .list());
        Map<List<String>, Kind> kinds = new HashMap<>();
        parts.forEach(part -> kinds.merge(List.of(part.reason(), part.code()), part, Kind::and));
        return kinds.values().stream()
                .sorted(Comparator.comparingLong(Kind::count)
                        .reversed()
                        .thenComparing(Kind::reason)
                        .thenComparing(Kind::code))
                .limit(MOST_KINDS)
                .toList();
    }

    private static List<Long> inSlot(long slot, long letters, int slots) {
        return LongStream.range(0, slots)
                .map(each -> each == slot ? letters : 0)
                .boxed()
                .toList();
    }

    /** A number for a discard, which no other has. */
    long newBatch() {
        return database.sql("SELECT nextval('dead_letter_batches')")
                .query(Long.class)
                .single();
    }

    /**
     * Takes letters into another state, the earliest first, above the number {@code after}; some at once, so that
     * nobody waits for long. Those that are dead again have no note.
     */
    Moved move(DeadLetterFilter filter, Set<State> from, State to, long after, Instant now) {
        return move(filter, from, to, to == State.DEAD ? ", note = NULL" : "", Map.of(), after, now);
    }

    /** Discards letters in the same way, each with the note and the number of the discard. */
    Moved discard(DeadLetterFilter filter, Set<State> from, String note, long batch, long after, Instant now) {
        return move(
                filter,
                from,
                State.DISCARDED,
                ", note = :note",
                Map.of("note", note, "discardBatch", batch),
                after,
                now);
    }

    private Moved move(
            DeadLetterFilter filter,
            Set<State> from,
            State to,
            String note,
            Map<String, ?> values,
            long after,
            Instant now) {
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
        String batch = values.containsKey("discardBatch") ? ":discardBatch" : "NULL";
        int moved = database.sql("UPDATE dead_letters SET state = :to, state_since = :now, discard_batch = " + batch
                        + note + filter.where(from) + " AND id > :after AND id <= :last")
                .params(filter.values())
                .params(values)
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

    /** The events of letters that are in the queue, as {@link DeliveredIds#id} names them; not more than {@code most}. */
    List<String> replaying(int most) {
        return database.sql(
                        "SELECT source, message_id FROM dead_letters WHERE state = 'replaying' ORDER BY id LIMIT :most")
                .param("most", most)
                .query((row, number) -> DeliveredIds.id(row.getString("source"), row.getString("message_id")))
                .list();
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

    /** Removes letters in which nothing has changed since then; somebody's wish to be deleted does not lapse by itself. */
    int removeOld(Instant oldest) {
        return removeOld("state = 'dead' AND type <> 'delete'", oldest);
    }

    /** Removes letters that were discarded before then. */
    int removeDiscarded(Instant oldest) {
        return removeOld("state = 'discarded'", oldest);
    }

    private int removeOld(String which, Instant oldest) {
        return Forgetting.rows(
                database,
                "dead_letters",
                "state_since < :oldest AND " + which,
                Map.of("oldest", Timestamp.from(oldest)));
    }
}
