package org.extoledestination.inhand;

import java.time.Instant;

/**
 * A message that was in hand when the process ended abruptly, or that an operator has parked.
 *
 * @param key what names it: source and {@code messageId}, or the broker's id
 * @param ends at how many abrupt ends it was in hand
 * @param isParked whether an operator has said that it is not to be tried
 * @param since when that was first so
 */
public record Suspect(String key, int ends, boolean isParked, Instant since) {

    /** In hand at so many ends, it is not tried again. */
    static final int MOST_ENDS = 2;

    /** Whether it is to be set aside instead of being tried. */
    public boolean isSetAside() {
        return isParked || ends >= MOST_ENDS;
    }

    Suspect oneMoreEnd() {
        return new Suspect(key, ends + 1, isParked, since);
    }

    Suspect parked() {
        return new Suspect(key, ends, true, since);
    }
}
