package org.extoledestination.command;

import java.time.Instant;
import java.util.Optional;

/**
 * One event as it stands in a file.
 *
 * @param number its place in the file, from 1; each event of a batch counts
 * @param line the line on which it stands, or its batch
 * @param messageId Segment's id of it; empty if it has none that could be printed
 * @param time when it happened, if it says so
 * @param json the event on one line, in a batch of one if it inherits from a batch; empty if it cannot be read
 * @param fault why it cannot be sent
 */
record ArchivedEvent(
        long number, long line, String messageId, Optional<Instant> time, String json, Optional<Fault> fault) {

    /**
     * Why an event is refused.
     *
     * @param code a code of Segment's
     * @param message a sentence that holds nothing of the event
     */
    record Fault(String code, String message) {}
}
