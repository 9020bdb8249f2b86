package org.extoledestination.delivery;

import org.extoledestination.delivery.DeliveryOutcome.Refused;

/** Extole will not take this event as it is, however often it is sent. */
public final class ExtoleRefusedException extends ExtoleException {

    private static final long serialVersionUID = 1L;

    ExtoleRefusedException(Refused outcome) {
        super(outcome.fault());
    }

    @Override
    public Text deadLetter() {
        String detail = "Extole refused the event and will refuse it again: " + fault() + '.';
        return new Text(Reason.REFUSED, fault().code(), detail);
    }
}
