package org.extoledestination.mapping;

import java.util.List;
import java.util.function.UnaryOperator;
import org.extoledestination.event.BareText;

/** A full name in two: what stands before its first blank, and what stands behind. */
final class Words {
    private Words() {}

    static Computed first(ValuePath path) {
        return computed("first-word", path, name -> name.substring(0, end(name)));
    }

    static Computed others(ValuePath path) {
        return computed("other-words", path, name -> BareText.of(name.substring(end(name))));
    }

    private static Computed computed(String verb, ValuePath path, UnaryOperator<String> part) {
        return new Computed(
                false,
                verb + "(" + path.text() + ")",
                List.of(),
                List.of(path),
                event -> path.find(event)
                        .filter(String.class::isInstance)
                        .map(name -> part.apply(BareText.of((String) name)))
                        .filter(text -> !text.isEmpty())
                        .map(Object.class::cast));
    }

    private static int end(String name) {
        int end = 0;
        while (end < name.length() && !isBlank(name.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
