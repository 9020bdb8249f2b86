package org.extoledestination.event;

/**
 * A step of a route stands where the body is not what it works on, or is missing. The message says where it belongs and
 * holds nothing of the event, so it may be shown to anybody.
 */
public final class MisplacedStepException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what belongs where.
     *
     * @param message nothing of the event
     */
    public MisplacedStepException(String message) {
        super(message);
    }
}
