package org.extoledestination.delivery;

import org.extoledestination.delivery.DeliveryOutcome.Unavailable;

/** Extole cannot take the request now; the same request may pass later. */
public final class ExtoleUnavailableException extends ExtoleException {

    private static final long serialVersionUID = 1L;

    private final transient Unavailable outcome;

    ExtoleUnavailableException(Unavailable outcome) {
        super(outcome.fault());
        this.outcome = outcome;
    }

    Unavailable outcome() {
        return outcome;
    }
}
