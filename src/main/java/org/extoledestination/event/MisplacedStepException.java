package org.extoledestination.event;

/**
 * A step of a route stands where the body is not what it works on. The message says where it belongs and holds nothing of
 * the event, so it may be shown to anybody.
 */
public final class MisplacedStepException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    MisplacedStepException(String message) {
        super(message);
    }
}
