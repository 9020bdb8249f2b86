package org.extoledestination.console;

import java.util.List;
import java.util.regex.Pattern;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Whereabouts.Place;
import org.extoledestination.trace.TraceFilter;
import org.extoledestination.trace.TracesController.Opened;

/** What the pages of events show: all of it masked, as it is recorded. */
public final class Events {

    /** What a door lets through as a part of a path: {@code OtherDoor}. */
    private static final Pattern OF_A_PATH = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private Events() {}

    /**
     * One event.
     *
     * @param messageId masked
     * @param journeys what is recorded, for each source that has used this id
     * @param places where it is now
     * @param unasked which stores did not answer, and why
     */
    public record One(String messageId, List<Opened> journeys, List<Spot> places, List<String> unasked) {}

    /** A place where an event is; {@code letter}: the number of the dead letter, empty if it is none. */
    public record Spot(Place place, String letter) {}

    /** Below the console, where an event is shown. An id that is no part of a path stands behind the question mark. */
    public static String path(String messageId) {
        return FindPage.PATH
                + (OF_A_PATH.matcher(messageId).matches()
                        ? '/' + messageId
                        : "/event?messageId=" + Asked.encoded(messageId));
    }

    /** The types that can be asked for. */
    public static List<String> types() {
        return EventType.WORDS;
    }

    /** The outcomes that can be asked for. */
    public static List<String> outcomes() {
        return TraceFilter.OUTCOMES;
    }

    /** How an outcome looks: {@code good}, {@code warn}, {@code bad}, or as any other text. */
    public static String tone(String outcome) {
        return switch (outcome) {
            case "delivered" -> "good";
            case "aside", "returned" -> "warn";
            case "dead-letter" -> "bad";
            default -> "";
        };
    }
}
