package org.extoledestination.mapping;

import java.util.Optional;
import java.util.function.Function;

/**
 * Turns a value as Segment has it into a value as Extole wants it.
 *
 * @param name the word after {@code as:}
 * @param takes what it can take, in words that finish "this is not ..."
 * @param rule the conversion itself; empty for a value that it cannot take
 */
record Conversion(String name, String takes, Function<Object, Optional<Object>> rule) {
    static final Conversion NONE = new Conversion("as it is", "a value", Optional::of);

    Optional<Object> apply(Object value) {
        return rule.apply(value);
    }
}
