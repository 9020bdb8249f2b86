package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** How many bytes values have as JSON in UTF-8, without writing them: never fewer than are written. */
final class JsonSize {
    private static final int QUOTES = 2;
    private static final int ESCAPED = 6;
    private static final String ESCAPED_BY_A_LETTER = "\"\\\b\t\n\f\r";
    /** Point, sign and exponent. */
    private static final int BESIDE_DIGITS = 20;

    private JsonSize() {}

    /** A text with its quotes. A control character takes six bytes. */
    static long of(String text) {
        long bytes = QUOTES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes += c >= ' ' && c != '"' && c != '\\' ? 1 : escaped(c);
            } else {
                // Each half of a surrogate pair stands for two of its four bytes.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return bytes;
    }

    private static int escaped(char c) {
        return ESCAPED_BY_A_LETTER.indexOf(c) >= 0 ? 2 : ESCAPED;
    }

    private static long digits(int number) {
        int digits = number < 0 ? 2 : 1;
        for (int left = number / 10; left != 0; left /= 10) {
            digits++;
        }
        return digits;
    }

    /** Anything but an object or a list. */
    static long ofSingle(@Nullable Object value) {
        if (value instanceof String text) {
            return of(text);
        }
        if (value instanceof Integer number) {
            return digits(number);
        }
        if (value instanceof BigDecimal number) {
            return (long) number.precision() + BESIDE_DIGITS;
        }
        if (value instanceof BigInteger number) {
            return (long) number.bitLength() / 3 + QUOTES;
        }
        return of(String.valueOf(value));
    }
}
