package org.extoledestination.gate.audience;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.event.Person;
import org.extoledestination.gate.audience.UnwrittenStates.Unwritten;
import org.extoledestination.platform.database.DurableWrites;

/**
 * The last assertion that Extole got of each person and audience or computed trait. Events of the queue are recorded by
 * batch, others one by one.
 */
final class LastStates implements BatchListener {

    private static final String TOLD = "audienceTold";

    /** Shared by the copies of an exchange, so that a step inside of a split tells for the message too. */
    private record Told(List<Unwritten> states) {}

    private final StateRows rows;
    private final UnwrittenStates unwritten;
    private final DurableWrites durableWrites;

    LastStates(StateRows rows, DurableWrites durableWrites) {
        this.rows = rows;
        this.unwritten = new UnwrittenStates(rows);
        this.durableWrites = durableWrites;
    }

    /** Those that matter to an assertion. A state later than now is removed: beside it all that comes would be stale. */
    Collection<LastState> find(Assertion assertion, Instant now) {
        Map<String, LastState> states = all(assertion, now);
        if (states.values().removeIf(state -> state.time().isAfter(now))) {
            // Written by a clock that was ahead.
            rows.removeAfter(assertion, now);
        }
        return states.values();
    }

    /** As {@link #find}, and removes nothing. */
    Collection<LastState> peek(Assertion assertion, Instant now) {
        Map<String, LastState> states = all(assertion, now);
        states.values().removeIf(state -> state.time().isAfter(now));
        return states.values();
    }

    private Map<String, LastState> all(Assertion assertion, Instant now) {
        Map<String, LastState> states = new HashMap<>();
        // The order matters: a state that is written meanwhile is found in one of the two.
        unwritten.find(assertion).forEach(state -> states.putIfAbsent(state.id(), state));
        rows.find(assertion, now).forEach(state -> states.putIfAbsent(state.id(), state));
        return states;
    }

    /**
     * Extole has got it.
     *
     * @param isFirst whether it had got none of this person and key before
     */
    void put(Exchange exchange, Assertion assertion, boolean isFirst) {
        Told told = exchange.getProperty(TOLD, Told.class);
        if (told == null) {
            rows.put(assertion, isFirst);
        } else {
            told.states().add(unwritten.add(assertion, isFirst));
        }
    }

    @Override
    public void beforeProcessing(List<Exchange> exchanges) {
        exchanges.forEach(exchange -> exchange.setProperty(TOLD, new Told(new CopyOnWriteArrayList<>())));
    }

    /** Writes down what Extole has taken: it is on disk before the events leave the queue. */
    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        List<Unwritten> states = unwritten(exchanges);
        if (!states.isEmpty()) {
            unwritten.write(states);
            durableWrites.sync();
        }
    }

    /** Extole has it all the same, and whoever reads the event again does not tell it twice. */
    @Override
    public void afterLosing(List<Exchange> exchanges) {
        beforeAcknowledge(exchanges);
    }

    @Override
    public void afterLeaving(List<Exchange> exchanges) {
        unwritten(exchanges).forEach(unwritten::leave);
    }

    private static List<Unwritten> unwritten(List<Exchange> exchanges) {
        return exchanges.stream()
                .map(exchange -> exchange.getProperty(TOLD, Told.class))
                // A route may remove all properties: then each state was recorded as it was told.
                .filter(Objects::nonNull)
                .flatMap(told -> told.states().stream())
                .toList();
    }

    /**
     * Removes what is known of a person.
     *
     * @param user the fingerprint of the user id
     * @param emails the fingerprints of the addresses
     */
    void forget(String user, List<String> emails) {
        unwritten.forget(
                () -> rows.removeAll(user, emails),
                assertion -> assertion.person().fingerprint().equals(user)
                        || emails.contains(assertion.person().fingerprint())
                        || assertion
                                .email()
                                .map(Person::fingerprint)
                                .filter(emails::contains)
                                .isPresent());
        durableWrites.sync();
    }
}
