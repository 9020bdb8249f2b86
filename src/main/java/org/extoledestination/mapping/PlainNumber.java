package org.extoledestination.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** A number, and the guard against numbers whose exponent would fill the memory when they are written out. */
final class PlainNumber {
    /** Far beyond any amount, count or id, and cheap to write out. */
    private static final int MOST_DIGITS = 100;

    private PlainNumber() {}

    /** Numbers stay what they are; a text becomes a Long where it can, and otherwise a BigDecimal. */
    static Optional<Object> of(Object value) {
        Optional<BigDecimal> exact = value instanceof String text ? read(text.strip()) : exact(value);
        return exact.map(number -> value instanceof Number ? value : smallest(number));
    }

    /** A number without a fraction, also when it is written with one, such as 3.0; nothing is rounded. */
    static Optional<Object> whole(Object value) {
        Optional<BigDecimal> exact = value instanceof String text ? read(text.strip()) : exact(value);
        return exact.filter(number -> number.stripTrailingZeros().scale() <= 0)
                .map(number -> smallestWhole(number.toBigIntegerExact()));
    }

    private static Object smallestWhole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
    }

    /** The number's exact value; empty for anything but a finite number of a size that can be written out. */
    static Optional<BigDecimal> exact(Object value) {
        if (value instanceof BigDecimal number) {
            return Optional.of(number).filter(PlainNumber::canBeWrittenOut);
        }
        if (value instanceof BigInteger number) {
            return Optional.of(new BigDecimal(number)).filter(PlainNumber::canBeWrittenOut);
        }
        return value instanceof Number ? read(value.toString()) : Optional.empty();
    }

    /** The number that a text of digits names, in plain or in scientific spelling. */
    static Optional<BigDecimal> read(String digits) {
        if (digits.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(digits)).filter(PlainNumber::canBeWrittenOut);
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    private static boolean canBeWrittenOut(BigDecimal number) {
        return number.precision() <= MOST_DIGITS && Math.abs((long) number.scale()) <= MOST_DIGITS;
    }

    private static Object smallest(BigDecimal number) {
        boolean whole = number.scale() == 0 && number.precision() <= 18;
        return whole ? (Object) number.longValueExact() : number;
    }
}
