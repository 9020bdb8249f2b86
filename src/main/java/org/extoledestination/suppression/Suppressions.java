package org.extoledestination.suppression;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.event.EventBody;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.FaultPlace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The persons whose events are no longer sent, as fingerprints. All of them are in memory, so that no event waits for
 * the database; the database brings them over a restart and to other instances. For routes: {@code bean: {ref:
 * suppressions, method: ...}}.
 */
public final class Suppressions {

    private static final Logger log = LoggerFactory.getLogger(Suppressions.class);

    private final PersonKeys keys;
    private final SuppressionRows rows;
    private final boolean afterDelete;
    private final Clock clock;
    private volatile Set<String> persons = Set.of();
    private long lastId;

    Suppressions(PersonKeys keys, SuppressionRows rows, boolean afterDelete, Clock clock) {
        this.keys = keys;
        this.rows = rows;
        this.afterDelete = afterDelete;
        this.clock = clock;
        readAll();
    }

    /**
     * Whether this event stays here. A deletion request never does: whoever is suppressed may ask again to be erased.
     */
    public boolean drop(Exchange exchange) {
        Set<String> now = persons;
        Message message = exchange.getMessage();
        return !now.isEmpty()
                && !EventType.DELETE.word().equals(message.getHeader(SegmentEvent.Header.TYPE, String.class))
                && (now.contains(message.getHeader(SegmentEvent.Header.PERSON, String.class))
                        || keys.known(EventBody.of(message.getBody()))
                                .anyMatch(each -> now.contains(each.fingerprint())));
    }

    /**
     * Suppresses the person of a deletion request, by every key that it names, where {@code
     * delivery.suppress-after-delete} asks for it. It is on disk when this returns.
     */
    public void afterDelete(@Body Map<String, Object> event) {
        if (afterDelete) {
            keys.known(event).forEach(this::add);
        }
    }

    /** Whether this person was not suppressed before. */
    synchronized boolean add(Person person) {
        boolean added = rows.add(person.fingerprint(), clock.instant());
        persons.add(person.fingerprint());
        return added;
    }

    /** Whether this person was suppressed; the next event passes. */
    synchronized boolean remove(Person person) {
        boolean removed = rows.remove(person.fingerprint());
        persons.remove(person.fingerprint());
        return removed;
    }

    /** The latest first, at most {@code limit}. */
    List<Suppression> list(int limit) {
        return rows.list(limit);
    }

    /** How many persons are suppressed, as far as this instance knows. */
    int count() {
        return persons.size();
    }

    /** Does here what was done on another instance. While the database is away all stays as it is. */
    synchronized void follow() {
        try {
            take(rows.after(lastId));
            if (rows.count() != persons.size()) {
                readAll();
            }
        } catch (DataAccessException e) {
            log.debug("The database does not say who is suppressed: {}", FaultPlace.of(e));
        }
    }

    private void readAll() {
        Set<String> all = ConcurrentHashMap.newKeySet();
        List<SuppressionRows.Row> found = rows.after(0);
        found.forEach(row -> all.add(row.person()));
        persons = all;
        take(found);
    }

    private void take(List<SuppressionRows.Row> found) {
        for (SuppressionRows.Row row : found) {
            persons.add(row.person());
            lastId = Math.max(lastId, row.id());
        }
    }
}
