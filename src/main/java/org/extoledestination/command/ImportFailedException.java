package org.extoledestination.command;

/** The import ends here; the message says why and what to do. */
final class ImportFailedException extends Exception {

    /** Failed, or stopped: the same command goes on later. */
    static final int FAILED = 1;
    /** Asked for what cannot be. */
    static final int USAGE = 2;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ImportFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
