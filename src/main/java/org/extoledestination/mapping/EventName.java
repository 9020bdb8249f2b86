package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.extoledestination.telemetry.Shown;

/**
 * The name under which Extole takes an event: the same for all, or read out of each event.
 *
 * @param fixed the name for all
 * @param path where each event has its name, when there is none for all
 */
record EventName(String fixed, Optional<ValuePath> path) {
    /** Extole's own rule for names; where Extole does not refuse a name, it deletes what breaks the rule. */
    private static final Pattern TAKEN = Pattern.compile("[0-9a-zA-Z_.-][0-9a-zA-Z_. -]{0,198}[0-9a-zA-Z_.-]");

    private static final Pattern PATH = Pattern.compile("(?:properties|traits|context)\\.");

    static final String RULE = "2 to 200 of the characters 0-9 a-z A-Z _ . - and blanks between them";

    static boolean isTakenByExtole(String name) {
        return TAKEN.matcher(name).matches();
    }

    /** Whether somebody has left out the {@code $.}, which may be left out everywhere else. */
    static boolean looksLikePath(String text) {
        return text.equals("event") || PATH.matcher(text).lookingAt();
    }

    String of(Map<String, Object> event, String mapping) {
        return path.isEmpty() ? fixed : read(event, path.get(), mapping);
    }

    private static String read(Map<String, Object> event, ValuePath path, String mapping) {
        Object found = path.find(event).orElse("");
        if (found instanceof String name && isTakenByExtole(name)) {
            return name;
        }
        throw UnmappableEventException.badEventName(mapping + ".yaml, send: Extole takes no event by the name"
                + shown(found, path) + " that stands at " + path.text() + ". A name has " + RULE
                + ". Add a mapping file for this event with a 'send' of its own.");
    }

    /** Only Segment's own event name may be shown, and not where it could be an address: other values are somebody's. */
    private static String shown(Object found, ValuePath path) {
        if (!(found instanceof String name) || !path.names().equals(List.of("event")) || name.indexOf('@') >= 0) {
            return "";
        }
        return " '" + Shown.name(name) + "'";
    }
}
