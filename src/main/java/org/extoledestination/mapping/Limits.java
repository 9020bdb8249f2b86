package org.extoledestination.mapping;

import java.util.Locale;
import java.util.Set;

/**
 * What a field asks of its value.
 *
 * @param required whether an event without it is refused
 * @param longest the most characters that Extole takes
 * @param longer what becomes of a value with more
 * @param passesOver whether a value that the conversion cannot take counts as not found, instead of refusing the event
 * @param not texts that stand for nothing, in lower case
 */
record Limits(boolean required, int longest, Longer longer, boolean passesOver, Set<String> not) {

    /** Whether a value stands for nothing, as {@code 0} or {@code "null"} does where an id is expected. */
    boolean standsForNothing(Object value) {
        return !not.isEmpty()
                && PlainText.read(value)
                        .filter(text -> not.contains(text.strip().toLowerCase(Locale.ROOT)))
                        .isPresent();
    }
}
