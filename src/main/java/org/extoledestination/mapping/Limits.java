package org.extoledestination.mapping;

import java.util.Locale;
import java.util.Set;
import org.extoledestination.event.BareText;

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

    /** Whether a value stands for nothing. */
    boolean standsForNothing(Object value) {
        return !not.isEmpty()
                && PlainText.said(value)
                        .filter(text -> not.contains(BareText.of(text).toLowerCase(Locale.ROOT)))
                        .isPresent();
    }
}
