package org.extoledestination.queue;

/** The queue did not confirm that it keeps the events. They may be sent again: their ids make a repeat harmless. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    QueueUnavailableException(String message) {
        super(message);
    }
}
