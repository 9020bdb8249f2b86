package org.extoledestination.event;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An exception that says what the dead letter of its event says. Nothing of it holds a value of the event. */
public interface DeadLetterCause {

    /** The reason of its dead letter. */
    Text deadLetter();

    /**
     * The reason of a dead letter.
     *
     * @param code a short word for what is wrong, of a small set
     * @param detail what is wrong and what to do, for people
     */
    record Text(Reason reason, String code, String detail) {}

    /** Why an event is a dead letter. */
    enum Reason {
        /** Extole refused the event itself. */
        REFUSED,
        /** It failed alone for longer than {@code delivery.give-up-after}. */
        GIVEN_UP,
        /** It does not follow the JSON Schema that a route checks it against. */
        INVALID,
        /** The mapping cannot take it. */
        UNMAPPABLE,
        /** It was in hand at two abrupt ends of the process, or somebody has parked it: it was not tried again. */
        SET_ASIDE,
        /** A fault in a route or in this application. */
        FAILED;

        /** The words of all. */
        public static final List<String> WORDS =
                Stream.of(values()).map(Reason::word).toList();

        /** The word in the database, in metrics and on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public String toString() {
            return word();
        }
    }
}
