package org.extoledestination.mapping;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.extoledestination.event.PlainName;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The name under which Extole takes an event: the same for all, or read out of each event.
 *
 * @param fixed the name for all
 * @param path where each event has its name, when there is none for all
 */
record EventName(String fixed, Optional<ValuePath> path) {
    private static final int SHORTEST = 2;
    private static final int LONGEST = 200;

    /** Further characters are neither sent nor shown. */
    private static final int MOST_LOOKED_AT = 1000;

    private static final Pattern PATH = Pattern.compile("(?:properties|traits|context)\\.");

    /** Something, the sign without blanks around it, and a domain: its last part begins with two letters. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@](?:@|%40)[^\\s@]{1,253}?\\.\\p{L}{2}");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}\\p{Cs}]");

    static final String RULE = "2 to 200 of the characters 0-9 a-z A-Z _ . - and blanks between them";

    static boolean isTakenByExtole(String name) {
        return name.length() >= SHORTEST
                && name.length() <= LONGEST
                && PlainName.taken(name).length() == name.length();
    }

    /** Whether somebody has left out the {@code $.}, which may be left out everywhere else. */
    static boolean looksLikePath(String text) {
        return text.equals("event") || PATH.matcher(text).lookingAt();
    }

    /**
     * The name of one event; null if it has none, or too little is left of it.
     *
     * @param names what becomes of a name that Extole does not take
     * @throws UnmappableEventException if there is none that Extole takes, and none that can be cleaned
     */
    @Nullable
    String of(Map<String, Object> event, String mapping, EventNames names) {
        return path.isEmpty() ? fixed : read(event, path.get(), mapping, names);
    }

    /** Whether {@code name} is not the one that stands in the event. */
    boolean isCleaned(Map<String, Object> event, String name) {
        return path.isPresent() && path.get().find(event).filter(name::equals).isEmpty();
    }

    private static @Nullable String read(Map<String, Object> event, ValuePath path, String mapping, EventNames names) {
        Object found = path.find(event).orElse("");
        if (found instanceof String name) {
            String taken = PlainName.taken(name);
            boolean isAsItIs = taken.length() == name.length();
            // Without its sign an address would stand in logs, and nobody could tell that it is one.
            boolean isCleaned = names == EventNames.CLEAN && (isAsItIs || !holdsAddress(name));
            if (isTakenByExtole(taken) && (isCleaned || isAsItIs)) {
                return taken;
            }
            if (isCleaned && taken.length() < SHORTEST) {
                return null;
            }
        }
        throw new UnmappableEventException(
                "bad_event_name",
                mapping + ".yaml, send: Extole takes no event by the name"
                        + shown(found, path) + " that stands at " + path.text() + ". A name has " + RULE
                        + ". Add a mapping file for this event with a 'send' of its own.");
    }

    /** However it is disguised: in letters of any width, with what nobody sees in between, or encoded. */
    private static boolean holdsAddress(String name) {
        String first = name.substring(0, Math.min(name.length(), MOST_LOOKED_AT));
        String plain = INVISIBLE
                .matcher(Normalizer.normalize(first, Normalizer.Form.NFKC))
                .replaceAll("");
        return ADDRESS.matcher(plain).find();
    }

    /** Only Segment's own event name may be shown, and not where it could be an address: other values are somebody's. */
    private static String shown(Object found, ValuePath path) {
        if (!(found instanceof String name) || !path.names().equals(List.of("event")) || holdsAddress(name)) {
            return "";
        }
        return " '" + Shown.name(name) + "'";
    }
}
