package org.extoledestination.gate.audience;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares an assertion with the last one that Extole got. */
enum Verdict {
    /** Nothing was ever said of this identity and key. */
    FIRST,
    /** Something else was said last. */
    CHANGED,
    /** The very same was said last. */
    REPEATED,
    /** Something was said that is later than this, and holds. */
    STALE;

    /**
     * Of two assertions with the same time the later arrival wins.
     *
     * @param states the last assertions of this assertion's identity, and of others of the same person
     */
    static Verdict of(Assertion assertion, Collection<LastState> states) {
        Optional<LastState> last = last(assertion, states);
        // Extole may merge several identities into one person: the latest assertion about one of them is the latest
        // about all.
        Optional<Instant> contradicted = contradicted(assertion, states.stream());
        if (last.map(LastState::time).filter(assertion.time()::isBefore).isPresent()
                || contradicted(assertion, states.stream().filter(assertion::heeds))
                        .filter(assertion.time()::isBefore)
                        .isPresent()) {
            return STALE;
        }
        if (last.isEmpty()) {
            return FIRST;
        }
        boolean isContradicted =
                contradicted.filter(time -> !time.isBefore(last.get().time())).isPresent();
        return isContradicted || !assertion.content().equals(last.get().content()) ? CHANGED : REPEATED;
    }

    /** When something else was said last. */
    private static Optional<Instant> contradicted(Assertion assertion, Stream<LastState> states) {
        return states.filter(state -> state.said() != null && !state.said().equals(assertion.said()))
                .map(LastState::time)
                .max(Comparator.naturalOrder());
    }

    /** What was said last of the same identity. */
    static Optional<LastState> last(Assertion assertion, Collection<LastState> states) {
        return states.stream()
                .filter(state -> state.id().equals(assertion.id()))
                .findFirst();
    }

    /** Whether Extole is to hear of it. */
    boolean isNews() {
        return this == FIRST || this == CHANGED;
    }
}
