package org.extoledestination.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that Extole will not get as it is. The event itself is not in here: it holds personal data.
 *
 * @param id the number by which operators name it
 * @param source who sent it
 * @param messageId Segment's id of the event
 * @param type kind of Segment call
 * @param event name of a track event
 * @param reason one of {@link Reason}'s words
 * @param detail what is wrong and what to do, for people
 * @param extoleStatus HTTP status of Extole's refusal
 * @param extoleCode Extole's own code
 * @param extoleUniqueId Extole's id of the refusal, for its support
 * @param since when it became a dead letter
 */
public record DeadLetter(
        long id,
        String source,
        String messageId,
        String type,
        @Nullable String event,
        String reason,
        String detail,
        @Nullable Integer extoleStatus,
        @Nullable String extoleCode,
        @Nullable String extoleUniqueId,
        Instant since) {

    /** Why an event is a dead letter. */
    public enum Reason {
        /** Extole refused the event itself. */
        REFUSED,
        /** It failed alone for longer than {@code delivery.give-up-after}. */
        GIVEN_UP,
        /** It does not follow the JSON Schema that a route checks it against. */
        INVALID,
        /** The mapping cannot take it. */
        UNMAPPABLE,
        /** A fault in a route or in this application. */
        FAILED;

        /** The word in the database, in metrics and on the command line. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
