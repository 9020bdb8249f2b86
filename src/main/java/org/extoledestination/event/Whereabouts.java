package org.extoledestination.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place where events are kept, or recorded when they are done. It reveals nothing personal.
 *
 * @param name of the place, for people
 * @param search finds events there by Segment's id of them
 */
public record Whereabouts(String name, Search search) {

    /** How one place is searched. */
    @FunctionalInterface
    public interface Search {

        /**
         * The events with this id, which several sources may use; empty if there are none.
         *
         * @throws Exception if the place does not answer
         */
        List<Place> of(String messageId) throws Exception;
    }

    /**
     * Where one event is.
     *
     * @param place in a few words
     * @param since when it came there
     * @param source who sent it; null for a message that nobody has read yet
     * @param what its type, with its name if it has one; empty where that is not kept
     * @param person the first digits of the person's fingerprint; empty where that is not kept
     * @param detail why it is there, or how it goes on
     * @param action what an operator may do
     */
    public record Place(
            String place,
            Instant since,
            @Nullable String source,
            String what,
            String person,
            String detail,
            String action) {

        private static final int DIGITS = 12;

        public Place {
            person = person.substring(0, Math.min(DIGITS, person.length()));
        }

        /** The type and the name of an event, as {@code what} tells them. */
        public static String what(@Nullable String type, @Nullable String name) {
            return Optional.ofNullable(type).orElse("") + (name == null ? "" : " '" + name + '\'');
        }
    }
}
