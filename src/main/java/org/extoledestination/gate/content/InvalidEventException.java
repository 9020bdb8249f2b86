package org.extoledestination.gate.content;

import org.extoledestination.event.DeadLetterCause;

/**
 * An event that does not follow the JSON Schema that a route checks it against, or that cannot be checked. The message
 * names places in the event and rules of the schema, never a value of the event.
 */
public final class InvalidEventException extends RuntimeException implements DeadLetterCause {

    private static final long serialVersionUID = 1L;

    InvalidEventException(String message) {
        super(message);
    }

    @Override
    public Text deadLetter() {
        return new Text(Reason.INVALID, "json_schema", String.valueOf(getMessage()));
    }
}
