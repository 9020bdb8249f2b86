package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/**
 * One JSON value of a file, which is an event or a batch of them.
 *
 * @param line where it begins, from 1
 * @param json the value; missing if there is a fault
 * @param text the value as it stands in the file, if that is one line
 * @param fault why it is no value
 */
record ArchivedValue(long line, JsonNode json, Optional<String> text, Optional<ArchivedEvent.Fault> fault) {

    /** Where values come from. */
    interface Source {

        /**
         * The next value, or nothing at the end of the file.
         *
         * @throws BrokenArchiveException if nothing behind this place can be read
         */
        Optional<ArchivedValue> next() throws BrokenArchiveException;
    }

    static ArchivedValue faulty(long line, String code, String message) {
        return new ArchivedValue(
                line, MissingNode.getInstance(), Optional.empty(), Optional.of(new ArchivedEvent.Fault(code, message)));
    }
}
