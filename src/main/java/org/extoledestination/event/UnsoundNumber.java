package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A number out of range, where it stands: what it belongs to can be read by people, but not be kept. */
final class UnsoundNumber extends ValueNode {

    private static final long serialVersionUID = 1L;

    /** The attribute of a writer that writes what is kept. */
    static final Object KEPT = new Object();

    private final BigDecimal number;

    private UnsoundNumber(BigDecimal number) {
        this.number = number;
    }

    /** Finds them while JSON is read, at no cost for other numbers. */
    static final class Finder extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public ValueNode numberNode(@Nullable BigDecimal number) {
            return number == null || NumberGuard.isInRange(number)
                    ? super.numberNode(number)
                    : new UnsoundNumber(number);
        }

        @Override
        public ValueNode numberNode(@Nullable BigInteger number) {
            return number == null || NumberGuard.isInRange(number)
                    ? super.numberNode(number)
                    : new UnsoundNumber(new BigDecimal(number));
        }
    }

    @Override
    public void serialize(JsonGenerator out, SerializerProvider serializers) throws IOException {
        if (serializers.getAttribute(KEPT) != null) {
            throw new UnsoundNumberException();
        }
        out.writeNumber(number);
    }

    @Override
    public JsonNodeType getNodeType() {
        return JsonNodeType.NUMBER;
    }

    @Override
    public JsonToken asToken() {
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public String asText() {
        return number.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnsoundNumber unsound && number.equals(unsound.number);
    }

    @Override
    public int hashCode() {
        return number.hashCode();
    }
}
