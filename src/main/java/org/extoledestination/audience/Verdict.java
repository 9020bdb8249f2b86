package org.extoledestination.audience;

import java.util.Optional;

/** What an assertion is to Extole, by what Extole was told last. */
enum Verdict {
    /** Nothing was ever said of this identity and key. */
    FIRST,
    /** Something else was said last. */
    CHANGED,
    /** The very same was said last. */
    REPEATED,
    /** Something was said that is later than this, and holds. */
    STALE;

    /** Of two assertions with the same time the later arrival wins. */
    static Verdict of(Assertion assertion, Optional<LastState> last) {
        if (last.isEmpty()) {
            return FIRST;
        }
        if (assertion.time().isBefore(last.get().time())) {
            return STALE;
        }
        return assertion.content().equals(last.get().content()) ? REPEATED : CHANGED;
    }

    /** Whether Extole is to hear of it. */
    boolean isNews() {
        return this == FIRST || this == CHANGED;
    }
}
