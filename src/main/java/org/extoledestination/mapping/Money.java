package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as Extole's {@code cart_value}: plain decimal digits with two places, no sign of a currency.
 *
 * <p>A comma is taken only where it parts thousands: "12,50" and "1.234,50" could be read in two ways, and Extole itself
 * reads a late comma as a decimal point, so they are refused instead of guessed.
 */
final class Money {
    private static final int MOST_DIGITS_BEFORE_THE_POINT = 18;
    private static final int LONGEST = 50;
    private static final Pattern WRITTEN =
            Pattern.compile("([+-]?)\\$? ?((?:\\d{1,3}(?:,\\d{3})+|\\d+)?(?:\\.\\d*)?(?:[eE][+-]?\\d+)?)");

    private Money() {}

    static Optional<Object> of(Object value) {
        return exact(value)
                .filter(exact -> exact.precision() - exact.scale() <= MOST_DIGITS_BEFORE_THE_POINT)
                .map(exact -> exact.setScale(2, RoundingMode.HALF_UP).toPlainString());
    }

    /** The amount with every digit, as it is reckoned with. */
    static Optional<BigDecimal> exact(Object value) {
        return value instanceof String text ? read(text.strip()) : PlainNumber.exact(value);
    }

    private static Optional<BigDecimal> read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (text.length() > LONGEST || !written.matches()) {
            return Optional.empty();
        }
        return PlainNumber.read(written.group(1) + written.group(2).replace(",", ""));
    }
}
