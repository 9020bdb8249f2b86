package org.extoledestination.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.EventType;

/**
 * Reads {@code when}.
 *
 * @param claims what the other files are for
 */
record WhenReader(Claims claims) {
    private static final List<String> KEYS = List.of("type", "event");
    private static final String KNOWN = Arrays.stream(EventType.values())
            .filter(type -> type != EventType.DELETE)
            .map(EventType::word)
            .sorted()
            .collect(Collectors.joining(", "));

    Optional<When> read(YamlValue value) {
        YamlKeys keys = YamlKeys.read(value, KEYS);
        return keys.required("type")
                .flatMap(type -> type.word("a type of Segment's", WhenReader::mappable, KNOWN)
                        .map(known -> when(known, type, keys.get("event"))));
    }

    /** A delete is no event that a mapping could shape: it becomes an erasure. */
    private static Optional<EventType> mappable(String word) {
        return EventType.of(word).filter(type -> type != EventType.DELETE);
    }

    private When when(EventType type, YamlValue typeValue, Optional<YamlValue> event) {
        if (event.isEmpty()) {
            claims.type(type, typeValue);
            return new When(type, List.of());
        }
        if (type != EventType.TRACK) {
            event.get().mistake("only a track has an event name. Leave 'event' out, or write type: track");
        }
        return new When(
                type,
                event.get().oneOrMore().stream()
                        .flatMap(name -> event(type, name))
                        .toList());
    }

    private Stream<String> event(EventType type, YamlValue name) {
        Optional<String> text = name.text();
        text.ifPresent(event -> claims.event(type, event, name));
        return text.stream();
    }
}
