package org.extoledestination.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * The value that is taken of each item of a list.
 *
 * @param each where it stands in an item that is an object, the first with a value wins; other items are taken themselves
 * @param ids whether only ids are values
 */
record Items(List<Source> each, boolean ids) {

    /** The items of what stands for a list: a list, its JSON as a text, an object with numbers as names, or one item. */
    static List<?> in(@Nullable Object found) {
        if (found instanceof List<?> list) {
            return list;
        }
        if (found instanceof String text && (text.startsWith("[") || text.startsWith("{"))) {
            return ofJson(text);
        }
        return found instanceof Map<?, ?> object && isNumbered(object)
                ? List.copyOf(object.values())
                : found == null ? List.of() : List.of(found);
    }

    private static List<?> ofJson(String text) {
        try {
            Object found = SegmentJson.mapper().readValue(text, Object.class);
            return found instanceof String ? List.of(found) : in(found);
        } catch (JsonProcessingException noJson) {
            return List.of(text);
        }
    }

    private static boolean isNumbered(Map<?, ?> object) {
        return !object.isEmpty()
                && !object.containsValue(null)
                && object.keySet().stream()
                        .allMatch(key -> String.valueOf(key).chars().allMatch(Character::isDigit));
    }

    /** One text of all items; what has no single value is left out. */
    Optional<Object> joined(List<?> items, String between) {
        String text = items.stream()
                .flatMap(item -> of(item).stream())
                .flatMap(value -> text(value).stream())
                .map(String::strip)
                .collect(Collectors.joining(between));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private Optional<String> text(Object value) {
        return ids ? Ids.read(value) : PlainText.said(value);
    }

    @SuppressWarnings("unchecked") // Objects of JSON have no other keys.
    Optional<Object> of(Object item) {
        if (!(item instanceof Map<?, ?> object)) {
            return Optional.ofNullable(item);
        }
        return each.stream()
                .flatMap(source -> source.find((Map<String, Object>) object).stream())
                .filter(value -> ids ? text(value).isPresent() : Spelling.saysSomething(value))
                .findFirst();
    }
}
