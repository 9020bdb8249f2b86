package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.extoledestination.event.Spelling;

/** The text of a single value. Objects and lists have none. */
final class PlainText {
    private PlainText() {}

    /** A list of one is its item, where a single value is asked for. */
    static Object single(Object value) {
        return value instanceof List<?> list && list.size() == 1 ? Objects.requireNonNullElse(list.get(0), "") : value;
    }

    static Optional<Object> of(Object value) {
        return read(value).map(Object.class::cast);
    }

    /** The same where a blank text is none, and a list of one is its item. */
    static Optional<String> said(Object value) {
        return read(single(value)).filter(Spelling::saysSomething);
    }

    static Optional<String> read(Object value) {
        if (value instanceof Number number) {
            return PlainNumber.exact(number).map(BigDecimal::toPlainString);
        }
        boolean single = value instanceof String || value instanceof Boolean;
        return single ? Optional.of(value.toString()) : Optional.empty();
    }
}
