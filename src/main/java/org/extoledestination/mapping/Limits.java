package org.extoledestination.mapping;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.extoledestination.event.BareText;

/**
 * The requirements of a field on its value.
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

    /**
     * The value, or what goes out in its place where it is too long; empty if nothing does.
     *
     * @param between what stands between the items of a joined list, of which only whole ones go out
     * @param at where the value stands, for messages
     * @throws UnmappableEventException if it is too long to go out
     */
    Optional<Object> measured(Object value, String between, Supplier<String> at) {
        if (longest == Integer.MAX_VALUE) {
            return Optional.of(value);
        }
        String text = PlainText.read(value)
                .orElseThrow(() -> new UnmappableEventException(
                        "bad_value",
                        at.get() + " is not a single value, so it has no"
                                + " length. Let the sender correct it. With 'otherwise: skip' the event goes without this"
                                + " value."));
        int length = text.codePointCount(0, text.length());
        if (length <= longest) {
            return Optional.of(value);
        }
        return switch (longer) {
            case CUT -> cut(text, between);
            case HASH -> Optional.of(Sha256.hex(text, longest));
            case REFUSE ->
                throw new UnmappableEventException(
                        "value_too_long",
                        at.get() + " has " + length + " characters, and " + longest
                                + " is the most that is taken. Let the sender shorten it, map a shorter value, or write"
                                + " 'longer: hash' or 'longer: cut'.");
        };
    }

    /** A joined list is cut after a whole item, because the beginning of an id is another id. */
    private Optional<Object> cut(String text, String between) {
        int most = text.offsetByCodePoints(0, longest);
        int end = between.isEmpty() ? most : text.lastIndexOf(between, most);
        return end > 0 ? Optional.of(text.substring(0, end)) : Optional.empty();
    }
}
