package org.extoledestination.delivery.erasure;

/** An operator refused this deletion while it waited. It becomes a dead letter, and nobody is erased. */
public final class DeletionRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    DeletionRefusedException() {
        super("An operator refused this deletion while it waited (deletions refuse). Nothing was erased. If the person"
                + " did ask for it, replay the dead letter.");
    }
}
