package org.extoledestination.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.extoledestination.deadletter.DeadLetterDesk;
import org.extoledestination.deadletter.DeadLetterRows;
import org.extoledestination.deadletter.DeadLettersController.Listing;
import org.extoledestination.event.SegmentJson;
import org.jspecify.annotations.Nullable;

/** What the pages of dead letters show. */
public final class DeadLetters {

    private DeadLetters() {}

    /**
     * What the page of letters shows.
     *
     * @param filter what was asked for, by name
     * @param query the same as the end of an address, empty or with a question mark
     * @param kinds of all letters that the filter finds
     * @param listing a page of them
     * @param said what was done before this page, empty if nothing was
     * @param undo the number of the discard that was done before this page, empty if none was
     */
    public record Letters(
            Map<String, String> filter, String query, List<Kind> kinds, Listing listing, String said, String undo) {

        /** Whether these are letters that are discarded. */
        public boolean areDiscarded() {
            return "true".equals(filter.get("discarded")) || filter.containsKey("batch");
        }

        /** The end of an address that means the same letters, and does this with them. */
        public String to(String action) {
            return (query.isEmpty() ? "?" : query + '&') + "action=" + action;
        }
    }

    /** A kind, with its sparkline and the address that shows it alone. */
    public record Kind(DeadLetterRows.Kind of, String spark, String query) {}

    /**
     * One letter.
     *
     * @param shown the letter, its event and what a replay would come to; masked or not, as it says
     * @param until when it is deleted; null if it is not discarded
     * @param why why somebody looks at it unmasked; empty if it is masked
     * @param draft the event as somebody edits it; null if it is masked
     */
    public record Letter(
            DeadLetterDesk.Shown shown,
            @Nullable Instant until,
            String why,
            @Nullable Draft draft) {}

    /**
     * An event that is edited.
     *
     * @param event as JSON
     * @param otherPerson whether it may be another person's
     * @param refusal why it will not do; empty if nothing is known against it
     * @param edited what it would come to; null if nobody has asked, or it will not do
     */
    public record Draft(String event, boolean otherPerson, String refusal, DeadLetterDesk.@Nullable Edited edited) {}

    /** JSON on several lines; the text itself if it is none. No number changes. */
    public static String pretty(String json) {
        try {
            return SegmentJson.mapper().readTree(json).toPrettyString();
        } catch (JsonProcessingException e) {
            return json;
        }
    }

    /** What is about to be done, with how many it concerns; {@code undo}: how long a discard can be taken back. */
    public record Plan(
            String action, long count, String query, Map<String, String> filter, Listing sample, String undo) {

        /** The action for a heading or a button. */
        public String verb() {
            return action.substring(0, 1).toUpperCase(Locale.ROOT) + action.substring(1);
        }
    }

    /**
     * What requests before this one have done of an action.
     *
     * @param from above which number it goes on; null at the beginning
     * @param partOf the number of the discard; null if there is none yet
     * @param letters how many letters are done; null for none
     */
    public record Begun(
            @Nullable Long from,
            @Nullable Long partOf,
            @Nullable Long letters) {}

    /**
     * An action of which a part is done.
     *
     * @param most how many letters were counted before it began; null if nobody counted
     * @param stop the address of the list, for somebody who leaves it at this
     */
    public record Progress(String action, @Nullable Long most, String query, String stop, Begun begun, String note) {

        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "%,d%s %s.",
                    begun.letters(),
                    most == null ? "" : String.format(Locale.ROOT, " of %,d", most),
                    DeadLettersPage.DONE.get(action));
        }
    }

    /** A time of an hour or more, in words. */
    public static String time(Duration time) {
        long minutes = time.toMinutes();
        if (minutes % 60 > 0) {
            return minutes + " minutes";
        }
        long hours = time.toHours();
        return hours % 24 > 0
                ? hours + (hours == 1 ? " hour" : " hours")
                : time.toDays() == 1 ? "1 day" : time.toDays() + " days";
    }

    /** So many letters, in words. */
    public static String some(long letters) {
        return letters == 1 ? "1 dead letter" : String.format(Locale.ROOT, "%,d dead letters", letters);
    }
}
