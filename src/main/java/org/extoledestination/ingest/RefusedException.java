package org.extoledestination.ingest;

/**
 * A request that is refused as a whole. The sender sees status, code and message; nothing of the request is in them.
 */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final long retryAfter;

    RefusedException(int status, String code, String message) {
        this(status, code, message, 0);
    }

    private RefusedException(int status, String code, String message, long retryAfter) {
        super(message);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** 429: it will do after so many seconds. */
    static RefusedException later(String code, String message, long seconds) {
        return new RefusedException(429, code, message, seconds);
    }

    static RefusedException malformed(String message) {
        return new RefusedException(400, "bad_request", message);
    }

    /** The counterpart of {@link Discard#UNREADABLE} for a request. */
    static RefusedException unreadable() {
        return new RefusedException(400, Discard.UNREADABLE.code(), Discard.UNREADABLE.message());
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** After how many seconds to come back; 0 if that is not known. */
    long retryAfter() {
        return retryAfter;
    }

    /** A short word for machines. */
    public String code() {
        return code;
    }
}
