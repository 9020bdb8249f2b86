package org.extoledestination.activemqbatch;

/**
 * A route does not take a message now, which is no failure: {@code activemq-batch} offers it again after a while, before
 * later ones of its sequence, without a word in the log.
 */
public final class PostponedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long millis;

    /** {@code millis}: how long to wait at least before it is offered again. */
    public PostponedException(String message, long millis) {
        super(message, null, false, false);
        this.millis = millis;
    }

    /** How long to wait at least, in milliseconds. */
    public long millis() {
        return millis;
    }
}
