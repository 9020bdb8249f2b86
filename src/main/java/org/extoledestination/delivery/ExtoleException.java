package org.extoledestination.delivery;

import org.extoledestination.delivery.DeliveryOutcome.Failed;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.event.DeadLetterCause;

/** Extole did not take a request. The message holds Extole's code, status and id of the error, nothing of the event. */
public final class ExtoleException extends Exception implements DeadLetterCause {

    private static final long serialVersionUID = 1L;

    private final transient Failed outcome;

    ExtoleException(Failed outcome) {
        super(outcome.fault().toString());
        this.outcome = outcome;
    }

    /** Which of the three kinds of failure it is. */
    public Failed outcome() {
        return outcome;
    }

    /** Extole's answer. */
    public Fault fault() {
        return outcome.fault();
    }

    @Override
    public Text deadLetter() {
        return outcome instanceof Refused
                ? text(Reason.REFUSED, "Extole refused the event and will refuse it again: ")
                : text(Reason.GIVEN_UP, "Extole failed on this event for too long, while it took others: ");
    }

    private Text text(Reason reason, String said) {
        return new Text(reason, fault().code(), said + fault() + '.');
    }
}
