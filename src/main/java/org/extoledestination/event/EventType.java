package org.extoledestination.event;

import java.util.Locale;
import java.util.Optional;

/** The kinds of Segment calls. Source: Segment's spec, "Common fields", and its partner page for {@code delete}. */
public enum EventType {
    IDENTIFY,
    TRACK,
    PAGE,
    SCREEN,
    GROUP,
    ALIAS,
    DELETE;

    /** The word on the wire, lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
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
