package org.extoledestination.ingest;

/** One event that is not kept; its neighbours are. */
final class DiscardedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Discard discard;

    DiscardedException(Discard discard) {
        super(discard.message());
        this.discard = discard;
    }

    Discard discard() {
        return discard;
    }
}
