package org.extoledestination.mapping;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.extoledestination.event.Spelling;

/**
 * Turns a value as Segment has it into a value as Extole wants it.
 *
 * @param name the word after {@code as:}
 * @param takes what it can take, in words that finish "this is not ..."
 * @param rule the conversion itself; empty for a value that it cannot take
 * @param none tells a value that stands for nothing
 */
record Conversion(String name, String takes, Function<Object, Optional<Object>> rule, Predicate<Object> none) {
    static final Conversion NONE = new Conversion("as it is", "a value", Optional::of);

    Conversion(String name, String takes, Function<Object, Optional<Object>> rule) {
        this(name, takes, rule, value -> false);
    }

    Optional<Object> apply(Object value) {
        return rule.apply(single(value));
    }

    private Object single(Object value) {
        return rule == NONE.rule ? value : PlainText.single(value);
    }

    /** Whether a value says anything that could be converted. */
    boolean saysSomething(Object value) {
        Object single = single(value);
        return Spelling.saysSomething(single) && !none.test(single);
    }
}
