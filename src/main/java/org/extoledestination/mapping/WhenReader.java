package org.extoledestination.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;

/** Reads {@code when}. */
record WhenReader(Claims claims) {
    static final List<String> KEYS = List.of("type", "event", "computation", "key");
    static final List<String> TYPES = Arrays.stream(EventType.values())
            .filter(type -> type != EventType.DELETE)
            .map(EventType::word)
            .sorted()
            .toList();
    private static final Set<EventType> OF_ENGAGE = Set.of(EventType.IDENTIFY, EventType.TRACK);

    Optional<When> read(YamlValue value) {
        YamlKeys keys = YamlKeys.read(value, KEYS);
        Optional<When> when = keys.required("type").map(type -> read(keys, type.oneOrMore()));
        return when.filter(known -> !known.types().isEmpty());
    }

    private When read(YamlKeys keys, List<YamlValue> typeValues) {
        List<EventType> types = typeValues.stream()
                .flatMap(type ->
                        type.word("a type of Segment's", TYPES, Function.identity()).flatMap(EventType::of).stream())
                .toList();
        Optional<Computation.Kind> kind = computation(keys, types);
        When when = new When(types, texts(keys.get("event")), kind, texts(keys.get("key")));
        if (kind.isPresent()) {
            keys.get("computation").ifPresent(at -> claim(when, kind.get(), keys.get("key"), at));
        } else if (!keys.has("event")) {
            typeValues.forEach(
                    type -> type.quietly().flatMap(WhenReader::mappable).ifPresent(known -> claims.type(known, type)));
        } else {
            keys.get("event").ifPresent(at -> claim(types, at));
        }
        return when;
    }

    /** A delete is no event that a mapping could shape: it becomes an erasure. */
    private static Optional<EventType> mappable(String word) {
        return EventType.of(word).filter(type -> type != EventType.DELETE);
    }

    private static Optional<Computation.Kind> computation(YamlKeys keys, List<EventType> types) {
        Optional<Computation.Kind> kind = keys.get("computation")
                .flatMap(value ->
                        value.word("a computation of Engage's", List.of(Computation.Kind.values()), When::word));
        if (!keys.has("computation")) {
            keys.mistake(
                    "key", "only a computation has a key. Write computation: audience or computation: trait as well");
        } else {
            keys.mistake(
                    "event",
                    "an event of Engage's is told by its computation, not by its name. Leave 'event' or 'computation'"
                            + " out");
        }
        if (kind.isPresent() && !OF_ENGAGE.containsAll(types)) {
            keys.mistake(
                    "computation",
                    "only identify and track carry a computation. Write type: identify, type: track, or both");
        }
        return kind;
    }

    private static List<String> texts(Optional<YamlValue> value) {
        return value.stream()
                .flatMap(one -> one.oneOrMore().stream())
                .flatMap(text -> text.text().stream())
                .toList();
    }

    private void claim(When when, Computation.Kind kind, Optional<YamlValue> key, YamlValue at) {
        for (EventType type : when.types()) {
            if (key.isEmpty()) {
                claims.computation(type, kind, at);
            } else {
                each(key.get())
                        .forEach(one -> one.quietly().ifPresent(text -> claims.computation(type, kind, text, one)));
            }
        }
    }

    private void claim(List<EventType> types, YamlValue events) {
        if (!types.equals(List.of(EventType.TRACK))) {
            events.mistake("only a track has an event name. Leave 'event' out, or write type: track");
            return;
        }
        each(events).forEach(one -> one.quietly().ifPresent(event -> claims.event(EventType.TRACK, event, one)));
    }

    private static Stream<YamlValue> each(YamlValue value) {
        return value.items().stream();
    }
}
