package org.extoledestination.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The calls of Segment's specification that can be mapped. A delete is no event: it becomes an erasure. */
enum EventType {
    ALIAS,
    GROUP,
    IDENTIFY,
    PAGE,
    SCREEN,
    TRACK;

    private static final Map<String, EventType> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::word, Function.identity()));

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<EventType> of(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    static String known() {
        return Arrays.stream(values()).map(EventType::word).collect(Collectors.joining(", "));
    }
}
