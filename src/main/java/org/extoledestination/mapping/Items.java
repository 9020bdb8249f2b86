package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.extoledestination.event.Spelling;

/**
 * What is taken of each item of a list.
 *
 * @param each where it stands in an item that is an object, the first with a value wins; other items are taken themselves
 */
record Items(List<Source> each) {

    /** One text of all items; what has no single value is left out. */
    Optional<Object> joined(List<?> items, String between) {
        String text = items.stream()
                .flatMap(item -> of(item).stream())
                .flatMap(value -> PlainText.read(value).stream())
                .filter(Spelling::saysSomething)
                .map(String::strip)
                .collect(Collectors.joining(between));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @SuppressWarnings("unchecked") // Objects of JSON have no other keys.
    Optional<Object> of(Object item) {
        if (!(item instanceof Map<?, ?> object)) {
            return Optional.ofNullable(item);
        }
        return each.stream()
                .flatMap(source -> source.find((Map<String, Object>) object).stream())
                .filter(Spelling::saysSomething)
                .findFirst();
    }
}
