package org.extoledestination.delivery.erasure;

import org.extoledestination.delivery.DeliveryPausedException;

/** The deletions of its source are held: this one waits aside until an operator decides. */
public final class DeletionsHeldException extends DeliveryPausedException {

    private static final long serialVersionUID = 1L;

    DeletionsHeldException() {
        super("More deletions of this source, or of one request, than delivery.deletions-per-hour lets pass; they wait."
                + " See: deletions status");
    }

    /** It may wait for days, and is in the way of nobody meanwhile but of later events of its person. */
    @Override
    public boolean stepsAside() {
        return true;
    }
}
