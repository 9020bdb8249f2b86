package org.extoledestination.delivery;

import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;

/** Extole takes nothing from us until somebody mends our set-up. */
public final class ExtoleMisconfiguredException extends ExtoleException {

    private static final long serialVersionUID = 1L;

    private final transient Misconfigured outcome;

    ExtoleMisconfiguredException(Misconfigured outcome) {
        super(outcome.fault());
        this.outcome = outcome;
    }

    Misconfigured outcome() {
        return outcome;
    }
}
