package org.extoledestination.deadletter;

import java.time.Instant;
import java.util.Locale;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.Whereabouts.Place;
import org.jspecify.annotations.Nullable;

/**
 * An event that Extole will not get as it is. The event itself is not in here: it holds personal data.
 *
 * @param id the number by which operators name it; the lower became a dead letter earlier
 * @param source who sent it
 * @param messageId Segment's id of the event
 * @param type kind of Segment call
 * @param event name of a track event
 * @param person fingerprint of whose event it is
 * @param reason one of {@link Reason}'s words
 * @param code a short word for what is wrong: Extole's code, that of the mapping, or the name of an exception
 * @param detail what is wrong and what to do, for people
 * @param extoleStatus HTTP status of Extole's refusal
 * @param extoleCode Extole's own code
 * @param extoleUniqueId Extole's id of the refusal, for its support
 * @param since when it became a dead letter
 * @param state one of {@link State}'s words
 * @param stateSince when it came into this state
 * @param note what the operator wrote who discarded it
 * @param batch which discard it belongs to; null if it is not discarded, or was by an earlier version
 * @param replays how often it was put back into the queue
 * @param lastReplay when that was the last time
 */
public record DeadLetter(
        long id,
        String source,
        String messageId,
        String type,
        @Nullable String event,
        String person,
        String reason,
        String code,
        String detail,
        @Nullable Integer extoleStatus,
        @Nullable String extoleCode,
        @Nullable String extoleUniqueId,
        Instant since,
        String state,
        Instant stateSince,
        @Nullable String note,
        @Nullable Long batch,
        int replays,
        @Nullable Instant lastReplay) {

    /** Where the event is, and what may be done about it. */
    Place place() {
        State now = State.valueOf(state.toUpperCase(Locale.ROOT));
        String doing = switch (now) {
            case DEAD -> "";
            case REQUESTED -> ", its replay is asked for";
            case REPLAYING -> ", on its way again";
            case DISCARDED -> ", discarded: " + note;
        };
        String action = switch (now) {
            case DEAD ->
                "mend what it says, then: dead-letters replay " + id + ". Or lay it aside: dead-letters discard " + id
                        + " --note WHY";
            case REQUESTED, REPLAYING -> "nothing: wait";
            case DISCARDED ->
                "nothing; to take the discard back: dead-letters restore " + id
                        + ". To send it at once: dead-letters replay " + id + " --discarded";
        };
        return new Place(
                "dead letter " + id + doing,
                stateSince,
                source,
                Place.what(type, event),
                person,
                reason + ": " + detail,
                action);
    }

    /** The state of its replay. */
    public enum State {
        /** It waits for a decision. */
        DEAD,
        /** Somebody wants it replayed; it is not in the queue yet. */
        REQUESTED,
        /** It is back in the queue, or waits aside from there; the outcome is not known yet. */
        REPLAYING,
        /** Somebody decided that it is not to be delivered. */
        DISCARDED;

        /** The word in the database and on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
