package org.extoledestination.event;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of Segment calls. Source: Segment's spec, "Common fields", and its partner page for {@code delete}. */
public enum EventType {
    IDENTIFY,
    TRACK,
    PAGE,
    SCREEN,
    GROUP,
    ALIAS,
    DELETE;

    /** The words of all kinds. */
    public static final List<String> WORDS =
            Stream.of(values()).map(EventType::word).toList();

    /** The word on the wire, lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return word();
    }

    /** The kind that {@code word} names, exactly as Segment writes it; empty for any other word. */
    public static Optional<EventType> of(String word) {
        for (EventType type : values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
