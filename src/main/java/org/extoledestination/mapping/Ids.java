package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.extoledestination.event.BareText;
import org.extoledestination.event.PlainName;

/**
 * Ids and other keys, each in one spelling, and what senders write where they have none: two events that share
 * {@code (null)} or {@code 0.00} have nothing in common.
 */
final class Ids {
    private static final Set<String> WORDS = Set.of(
            "empty",
            "false",
            "missing",
            "na",
            "nan",
            "nil",
            "none",
            "notavailable",
            "notset",
            "null",
            "object",
            "true",
            "undefined",
            "unknown");

    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final String OF_ZERO = "0.,+-";
    private static final Pattern ZERO = Pattern.compile("[+-]?0*[.,]?0*");

    /** Nothing that stands for nothing is longer, and no id of which it matters. */
    private static final int LONGEST_WORD = 60;

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
                .filter(text -> text.length() <= LONGEST_WORD)
                .filter(text -> isWord(PlainName.of(text))
                        || (zeros && isZero(text))
                        || parts(text).allMatch(part -> isWord(part) || (zeros && isZero(part))))
                .isPresent();
    }

    /** Between its signs: {@code [object Object]}, {@code null-null}. None at all in a text of nothing but signs. */
    private static Stream<String> parts(String text) {
        return BETWEEN.splitAsStream(text).filter(part -> !part.isEmpty()).map(PlainName::of);
    }

    private static boolean isWord(String plain) {
        return WORDS.contains(plain);
    }

    /** In digits, a point and a sign: {@code 00E5} is an id. */
    private static boolean isZero(String text) {
        String bare = text.strip();
        return bare.indexOf('0') >= 0
                && bare.chars().allMatch(c -> OF_ZERO.indexOf(c) >= 0)
                && ZERO.matcher(bare).matches();
    }
}
