package org.extoledestination.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of the events aside that an operator may see. It names no person and shows no event. */
public interface WaitingAside {

    /**
     * All events aside.
     *
     * @param events how many events
     * @param persons of how many persons
     * @param oldest since when the oldest waits
     */
    record Summary(long events, long persons, Optional<Instant> oldest) {}

    /**
     * The first event of one person, which those behind it wait for.
     *
     * @param messageId Segment's id of it
     * @param source where it came from
     * @param type its Segment type
     * @param person the first digits of the person's fingerprint
     * @param since when it stepped aside
     * @param attempts how often it was tried since
     * @param nextAttempt when it is tried again, unless delivery is paused
     * @param behind how many later events of the person wait for it
     */
    record First(
            String messageId,
            String source,
            String type,
            String person,
            Instant since,
            int attempts,
            Instant nextAttempt,
            long behind) {

        /** The number of digits of a fingerprint that are shown, as in lists of dead letters. */
        public static final int DIGITS = 12;
    }

    /** How many wait, of how many persons, and since when. */
    Summary summary();

    /** At most {@code limit} firsts, the one that has waited longest first. */
    List<First> firsts(int limit);
}
