package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.util.Optional;

/** The text of a single value. Objects and lists have none. */
final class PlainText {
    private PlainText() {}

    static Optional<Object> of(Object value) {
        return read(value).map(Object.class::cast);
    }

    static Optional<String> read(Object value) {
        if (value instanceof Number number) {
            return PlainNumber.exact(number).map(BigDecimal::toPlainString);
        }
        boolean single = value instanceof String || value instanceof Boolean;
        return single ? Optional.of(value.toString()) : Optional.empty();
    }
}
