package org.extoledestination.gate.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.extoledestination.platform.database.AfterCommit;

/**
 * The assertions that Extole got from events that are still on their way. They are written for many at once, before the
 * queue forgets them, and kept here until then.
 */
final class UnwrittenStates {

    /** The states of one event. */
    static final class Unwritten {
        private final Assertion assertion;
        private final boolean isFirst;
        private final long number;
        /** Guarded by the states. */
        private boolean isWritten;

        private Unwritten(Assertion assertion, boolean isFirst, long number) {
            this.assertion = assertion;
            this.isFirst = isFirst;
            this.number = number;
        }

        private String key() {
            return assertion.id();
        }
    }

    private static final Comparator<Unwritten> LATEST_FIRST = Comparator.comparing(
                    (Unwritten told) -> told.assertion.time())
            .thenComparing(told -> told.number)
            .reversed();

    private static final ConcurrentSkipListSet<Unwritten> NONE = new ConcurrentSkipListSet<>(LATEST_FIRST);

    private final StateRows rows;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Unwritten> latest = new ConcurrentHashMap<>();
    /** The same by topic and identity. */
    private final Map<String, ConcurrentSkipListSet<Unwritten>> byName = new ConcurrentHashMap<>();

    UnwrittenStates(StateRows rows) {
        this.rows = rows;
    }

    /** The last assertions of the person by events that are still on their way: the latest first, up to a limit. */
    List<LastState> find(Assertion assertion) {
        return names(assertion)
                .flatMap(name -> Stream.of(false, true)
                        .flatMap(byWriteKey -> byName.getOrDefault(name, NONE).stream()
                                .filter(told -> told.assertion.byWriteKey() == byWriteKey)
                                .limit(StateRows.MOST)))
                .distinct()
                .sorted(LATEST_FIRST)
                .map(told -> told.assertion.asState())
                .toList();
    }

    private static Stream<String> names(Assertion assertion) {
        return assertion.topics().stream();
    }

    /** Takes note; what is returned has to be {@linkplain #write written} and has to {@linkplain #leave leave}. */
    Unwritten add(Assertion assertion, boolean isFirst) {
        Unwritten told = new Unwritten(assertion, isFirst, numbers.incrementAndGet());
        names(assertion)
                .forEach(name -> byName.compute(name, (any, others) -> {
                    ConcurrentSkipListSet<Unwritten> all =
                            others == null ? new ConcurrentSkipListSet<>(LATEST_FIRST) : others;
                    all.add(told);
                    return all;
                }));
        Unwritten replaced = latest.put(told.key(), told);
        if (replaced != null) {
            removeNames(replaced);
        }
        return told;
    }

    private void removeNames(Unwritten told) {
        names(told.assertion)
                .forEach(name -> byName.computeIfPresent(name, (any, others) -> {
                    others.remove(told);
                    return others.isEmpty() ? null : others;
                }));
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
        AfterCommit.run(() -> all.forEach(told -> told.isWritten = true));
    }

    private static Unwritten later(Unwritten one, Unwritten other) {
        Assertion latest = one.assertion.time().isAfter(other.assertion.time()) ? one.assertion : other.assertion;
        return new Unwritten(latest, one.isFirst || other.isFirst, 0);
    }

    private static List<Assertion> assertions(Map<String, Unwritten> told, Predicate<Unwritten> which) {
        return told.values().stream().filter(which).map(each -> each.assertion).toList();
    }

    /** The event is not on its way any more. */
    void leave(Unwritten told) {
        if (latest.remove(told.key(), told)) {
            removeNames(told);
        }
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
        latest.values().stream().filter(told -> isMeant.test(told.assertion)).forEach(this::leave);
    }
}
