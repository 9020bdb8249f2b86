package org.extoledestination.event;

/**
 * A step of a route stands where the body is not what it works on, or is missing. The message says where it belongs and
 * holds nothing of the event, so it may be shown to anybody.
 */
public final class MisplacedStepException extends IllegalArgumentException implements DeadLetterCause {

    private static final long serialVersionUID = 1L;

    /** {@code message} says what belongs where. */
    public MisplacedStepException(String message) {
        super(message);
    }

    @Override
    public Text deadLetter() {
        return new Text(Reason.FAILED, "misplaced_step", String.valueOf(getMessage()));
    }
}
