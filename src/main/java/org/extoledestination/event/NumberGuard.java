package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A parser that no number can break. Jackson answers {@code 1e99999999999} with an exception of Java's own, and hands out
 * {@code 1e999999999}, which has a billion digits as soon as somebody writes it plainly.
 */
final class NumberGuard extends JsonParserDelegate {

    /** The most digits, and the largest exponent. JavaScript's numbers have 17 and 324. */
    static final int MOST = 1_000;

    /** Stand for numbers that cannot be held; they are out of range themselves. */
    private static final BigDecimal BEYOND = new BigDecimal(BigInteger.ONE, -9_999_999);

    private static final BigInteger BEYOND_WHOLE = BigInteger.TEN.pow(MOST + 1);
    private static final int MOST_BITS = BigInteger.TEN.pow(MOST).bitLength();

    /** The treatment of a number out of range. */
    enum Answer {
        /** The text as a whole is refused. */
        REFUSE,
        /** It is read as it is, or as another out of range, so that what it belongs to can be told from the rest. */
        KEEP
    }

    private final Answer answer;

    NumberGuard(JsonParser parser, Answer answer) {
        super(parser);
        this.answer = answer;
    }

    static boolean isInRange(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MOST;
    }

    static boolean isInRange(BigInteger number) {
        return number.bitLength() <= MOST_BITS;
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
        Optional<BigDecimal> number = decimal();
        if (answer == Answer.REFUSE && number.filter(NumberGuard::isInRange).isEmpty()) {
            throw refused();
        }
        return number.orElse(BEYOND);
    }

    private Optional<BigDecimal> decimal() throws IOException {
        try {
            return isTooLong() ? Optional.empty() : Optional.of(delegate.getDecimalValue());
        } catch (NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    @Override
    public BigInteger getBigIntegerValue() throws IOException {
        return isTooLong() ? beyond() : delegate.getBigIntegerValue();
    }

    @Override
    public Number getNumberValue() throws IOException {
        return isWhole() && isTooLong() ? beyond() : delegate.getNumberValue();
    }

    @Override
    public Number getNumberValueExact() throws IOException {
        return isWhole() ? getNumberValue() : getDecimalValue();
    }

    @Override
    public Object getNumberValueDeferred() throws IOException {
        return getNumberValueExact();
    }

    private boolean isWhole() {
        return delegate.hasToken(JsonToken.VALUE_NUMBER_INT);
    }

    private boolean isTooLong() throws IOException {
        return delegate.getTextLength() > MOST;
    }

    private BigInteger beyond() throws StreamConstraintsException {
        if (answer == Answer.REFUSE) {
            throw refused();
        }
        return BEYOND_WHOLE;
    }

    private StreamConstraintsException refused() {
        return new StreamConstraintsException(
                "a number has more than " + MOST + " digits, or an exponent beyond that", delegate.currentLocation());
    }

    // The parser's own ways to go on are quicker than those that go by single tokens.

    @Override
    public String nextFieldName() throws IOException {
        return delegate.nextFieldName();
    }

    @Override
    public String nextTextValue() throws IOException {
        return delegate.nextTextValue();
    }
}
