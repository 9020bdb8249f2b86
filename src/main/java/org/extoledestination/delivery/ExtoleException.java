package org.extoledestination.delivery;

import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.event.DeadLetterCause;

/** Extole did not take a request. The message holds Extole's code, status and id of the error, nothing of the event. */
public abstract sealed class ExtoleException extends Exception implements DeadLetterCause
        permits ExtoleUnavailableException, ExtoleRefusedException, ExtoleMisconfiguredException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    ExtoleException(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    /** What Extole said. */
    public Fault fault() {
        return fault;
    }

    @Override
    public Text deadLetter() {
        String detail = "Extole failed on this event for too long, while it took others: " + fault + '.';
        return new Text(Reason.GIVEN_UP, fault.code(), detail);
    }
}
