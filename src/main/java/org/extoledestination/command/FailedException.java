package org.extoledestination.command;

import picocli.CommandLine.ExitCode;

/** The command ends here; the message says why and what to do. */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private FailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** It failed; the same command may do later. */
    FailedException(String message) {
        this(ExitCode.SOFTWARE, message);
    }

    /** The command was used wrongly: its usage is printed too. */
    static FailedException wrongUse(String message) {
        return new FailedException(ExitCode.USAGE, message);
    }

    boolean isWrongUse() {
        return exitCode == ExitCode.USAGE;
    }
}
