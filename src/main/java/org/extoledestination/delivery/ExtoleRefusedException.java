package org.extoledestination.delivery;

import org.extoledestination.delivery.DeliveryOutcome.Refused;

/** Extole will not take this event as it is, however often it is sent. */
public final class ExtoleRefusedException extends ExtoleException {

    private static final long serialVersionUID = 1L;

    private final transient Refused outcome;

    ExtoleRefusedException(Refused outcome) {
        super(outcome.fault());
        this.outcome = outcome;
    }

    Refused outcome() {
        return outcome;
    }
}
