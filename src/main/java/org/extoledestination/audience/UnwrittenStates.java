package org.extoledestination.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What Extole was told of by events that are still on their way: it is written for many at once, before the queue forgets
 * them, and known here until then.
 */
final class UnwrittenStates {

    /** What one event has told. */
    static final class Unwritten {
        private final Assertion assertion;
        private final boolean isFirst;
        /** Guarded by the states. */
        private boolean isWritten;

        private Unwritten(Assertion assertion, boolean isFirst) {
            this.assertion = assertion;
            this.isFirst = isFirst;
        }

        private String key() {
            return assertion.id();
        }
    }

    private final StateRows rows;
    private final Map<String, Unwritten> latest = new ConcurrentHashMap<>();

    UnwrittenStates(StateRows rows) {
        this.rows = rows;
    }

    /** What Extole was told last of the person by events that are still on their way. */
    List<LastState> find(Assertion assertion) {
        return latest.values().stream()
                .map(told -> told.assertion)
                .filter(assertion::isAbout)
                .map(Assertion::asState)
                .toList();
    }

    /** Takes note; what is returned has to be {@linkplain #write written} and has to {@linkplain #leave leave}. */
    Unwritten add(Assertion assertion, boolean isFirst) {
        Unwritten told = new Unwritten(assertion, isFirst);
        latest.put(told.key(), told);
        return told;
    }

    /** Writes what is not written yet, in one transaction; of one state the latest. */
    synchronized void write(Collection<Unwritten> all) {
        // Sorted: two instances that write the same rows must not wait for each other in a circle.
        Map<String, Unwritten> last = new TreeMap<>();
        all.stream()
                .filter(told -> !told.isWritten)
                .forEach(told -> last.merge(told.key(), told, UnwrittenStates::later));
        if (last.isEmpty()) {
            return;
        }
        rows.putAll(assertions(last, told -> told.isFirst), assertions(last, told -> !told.isFirst));
        all.forEach(told -> told.isWritten = true);
    }

    private static Unwritten later(Unwritten one, Unwritten other) {
        Assertion latest = one.assertion.time().isAfter(other.assertion.time()) ? one.assertion : other.assertion;
        return new Unwritten(latest, one.isFirst || other.isFirst);
    }

    private static List<Assertion> assertions(Map<String, Unwritten> told, Predicate<Unwritten> which) {
        return told.values().stream().filter(which).map(each -> each.assertion).toList();
    }

    /** The event is not on its way any more. */
    void leave(Unwritten told) {
        latest.remove(told.key(), told);
    }

    /**
     * Forgets persons, while nothing is written.
     *
     * @param removal removes them from the database, where by now stands all that is known of them
     * @param isMeant whether a state is one of theirs
     */
    synchronized void forget(Runnable removal, Predicate<Assertion> isMeant) {
        write(new ArrayList<>(latest.values()));
        removal.run();
        latest.values().removeIf(told -> isMeant.test(told.assertion));
    }
}
