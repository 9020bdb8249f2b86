package org.extoledestination.gate.suppression;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.event.EventBody;
import org.extoledestination.event.EventTime;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The persons whose events are no longer sent, or only those from after their deletion, as fingerprints. All of them are in
 * memory, so that no event waits for the database; the database brings them over a restart and to other instances. For
 * routes: {@code bean: {ref: suppressions, method: ...}}.
 */
public final class Suppressions {

    private static final Logger log = LoggerFactory.getLogger(Suppressions.class);

    /** Other instances have seen by then what an operator did. */
    private static final Duration SEEN_WITHIN = Duration.ofDays(1);

    private final PersonKeys keys;
    private final SuppressionRows rows;
    private final boolean afterDelete;
    private final Clock clock;
    private final EventTime time;
    /** Events from before then stay here. */
    private final Map<String, Instant> persons = new ConcurrentHashMap<>();

    private long lastId;

    Suppressions(PersonKeys keys, SuppressionRows rows, boolean afterDelete, Clock clock) {
        this.keys = keys;
        this.rows = rows;
        this.afterDelete = afterDelete;
        this.clock = clock;
        this.time = new EventTime(clock);
        take(rows.after(0));
    }

    /**
     * Whether this event stays here: the person is suppressed, or was deleted after it happened. A deletion request
     * always passes: a suppressed person may ask again to be erased.
     */
    public boolean drop(Exchange exchange) {
        Message message = exchange.getMessage();
        if (persons.isEmpty()
                || EventType.DELETE.word().equals(message.getHeader(SegmentEvent.Header.TYPE, String.class))) {
            return false;
        }
        Map<String, Object> event = EventBody.of(message.getBody());
        return Stream.concat(
                        Stream.of(message.getHeader(SegmentEvent.Header.PERSON, "", String.class)),
                        keys.known(event).map(Person::fingerprint))
                .map(persons::get)
                .anyMatch(before -> before != null
                        && (before.equals(Instant.MAX) || time.of(event).isBefore(before)));
    }

    /**
     * Keeps back what happened before a deletion request, under every key that it names; all events where {@code
     * delivery.suppress-after-delete} asks for it. It is on disk when this returns.
     */
    public void afterDelete(@Body Map<String, Object> event) {
        Instant before = afterDelete ? Instant.MAX : time.of(event);
        keys.known(event).forEach(person -> add(person, before));
    }

    /** Whether this person was not suppressed before. */
    boolean add(Person person) {
        return add(person, Instant.MAX);
    }

    private synchronized boolean add(Person person, Instant before) {
        boolean added = rows.add(person.fingerprint(), before, clock.instant());
        persons.merge(person.fingerprint(), before, Suppressions::later);
        return added;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Whether anything of this person was kept back; the next event passes. */
    synchronized boolean remove(Person person) {
        boolean removed = rows.remove(person.fingerprint(), clock.instant());
        persons.remove(person.fingerprint());
        return removed;
    }

    /** The latest first, at most {@code limit}. */
    List<Suppression> list(int limit) {
        return rows.list(limit);
    }

    /** Whether all events of this person stay here. */
    boolean has(Person person) {
        return Instant.MAX.equals(persons.get(person.fingerprint()));
    }

    /** The suppressed persons whose fingerprints begin with these digits; two at most. */
    List<Person> beginningWith(String digits) {
        return persons.entrySet().stream()
                .filter(each ->
                        each.getValue().equals(Instant.MAX) && each.getKey().startsWith(digits))
                .limit(2)
                .map(each -> new Person(each.getKey()))
                .toList();
    }

    /** How many persons are suppressed, as far as this instance knows. */
    long count() {
        return persons.values().stream().filter(Instant.MAX::equals).count();
    }

    /** Does here what was done on another instance. While the database is away all stays as it is. */
    synchronized void follow() {
        try {
            take(rows.after(lastId));
        } catch (DataAccessException e) {
            log.debug("The database does not say who is suppressed: {}", FaultPlace.of(e));
        }
    }

    /** Forgets deletions that happened before {@code time}: an older event that comes now is sent. */
    synchronized void forgetBefore(Instant time) {
        try {
            rows.forgetBefore(time, clock.instant().minus(SEEN_WITHIN));
            persons.values().removeIf(before -> before.isBefore(time));
        } catch (DataAccessException e) {
            log.debug("The database is away; old deletions are remembered for a while: {}", FaultPlace.of(e));
        }
    }

    private void take(List<SuppressionRows.Row> found) {
        for (SuppressionRows.Row row : found) {
            if (row.before().equals(SuppressionRows.NEVER)) {
                persons.remove(row.person());
            } else {
                persons.put(row.person(), row.before());
            }
            lastId = Math.max(lastId, row.id());
        }
    }
}
