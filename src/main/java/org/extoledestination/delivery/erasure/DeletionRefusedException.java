package org.extoledestination.delivery.erasure;

import org.extoledestination.event.DeadLetterCause;

/** An operator refused this deletion while it waited. It becomes a dead letter, and nobody is erased. */
public final class DeletionRefusedException extends Exception implements DeadLetterCause {

    private static final long serialVersionUID = 1L;

    DeletionRefusedException() {
        super("An operator refused this deletion while it waited (deletions refuse). Nothing was erased. If the person"
                + " did ask for it, replay the dead letter.");
    }

    @Override
    public Text deadLetter() {
        return new Text(Reason.REFUSED, "refused_by_hand", String.valueOf(getMessage()));
    }
}
