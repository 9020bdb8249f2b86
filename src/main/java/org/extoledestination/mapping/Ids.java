package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.util.Optional;
import org.extoledestination.event.BareText;
import org.extoledestination.event.NoValue;

/**
 * Ids and other keys, each in one spelling, and what senders write where they have none: two events that share
 * {@code (null)} or {@code 0.00} have nothing in common.
 */
final class Ids {
    private Ids() {}

    /** The id without blanks around it, of a number without zeros behind its point; empty for what is none. */
    static Optional<String> read(Object value) {
        Object single = PlainText.single(value);
        return isNone(single) ? Optional.empty() : spelled(single);
    }

    /** Whether a value stands for no id: a zero in any notation, a word such as {@code null}, or signs alone. */
    static boolean isNone(Object value) {
        return standsFor(value, true);
    }

    /** The same without zeros, for texts that could be amounts. */
    static boolean isNoAmount(Object value) {
        return value instanceof String && standsFor(value, false);
    }

    private static Optional<String> spelled(Object value) {
        if (value instanceof Number number) {
            return PlainNumber.exact(number).map(BigDecimal::stripTrailingZeros).map(BigDecimal::toPlainString);
        }
        return value instanceof String text ? Optional.of(BareText.of(text)) : Optional.empty();
    }

    private static boolean standsFor(Object value, boolean zeros) {
        return PlainText.read(value)
                .filter(text -> NoValue.isMadeOf(word -> NoValue.isWord(word) || (zeros && isZero(word)), text))
                .isPresent();
    }

    /** {@code 00E5} is an id. */
    private static boolean isZero(String word) {
        return word.chars().allMatch(c -> c == '0');
    }
}
