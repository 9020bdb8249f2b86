package org.extoledestination.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;

/**
 * Which Segment events a mapping is for.
 *
 * @param events exact event names of a track; empty for all that no other file names
 * @param computation what Engage asserts by the events, if the mapping is for its events only
 * @param keys keys of audiences or traits; empty for all that no other file names
 */
record When(List<EventType> types, List<String> events, Optional<Computation.Kind> computation, List<String> keys) {

    static String word(Computation.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** The same in words, for people who wonder why a file was chosen. */
    String inWords() {
        String calls = types.stream().map(EventType::word).collect(Collectors.joining(" and "));
        return computation
                .map(kind -> calls + " calls with the " + word(kind) + named(keys, " of any key"))
                .orElseGet(() -> calls + (events.isEmpty() ? " calls" : " calls named" + named(events, "")));
    }

    private static String named(List<String> names, String none) {
        return names.isEmpty() ? none : names.stream().collect(Collectors.joining("' or '", " '", "'"));
    }
}
