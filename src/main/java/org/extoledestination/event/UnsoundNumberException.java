package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonProcessingException;

/** JSON cannot be kept, because it holds a number of more than 1,000 digits or with an exponent beyond that. */
public final class UnsoundNumberException extends JsonProcessingException {

    private static final long serialVersionUID = 1L;

    UnsoundNumberException() {
        super("a number out of range");
    }
}
