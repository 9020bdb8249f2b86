package org.extoledestination.start;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;

/** The application does not start, for a reason that somebody can mend. The message says what is wrong and where. */
public final class StartRefusedException extends RuntimeException implements ExitCodeGenerator {

    /** Another start would end the same way, until somebody has acted. */
    public static final int EXIT_CODE = 1;

    private static final long serialVersionUID = 1L;

    private final String action;
    private final int exitCode;

    /** {@code action} says what is to be done about it. Neither text may hold a secret. */
    public StartRefusedException(String message, String action) {
        this(message, action, EXIT_CODE, null);
    }

    /** The same with the failure that says it, and an exit code of its own. */
    public StartRefusedException(String message, String action, int exitCode, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
        this.exitCode = exitCode;
    }

    /** What is to be done about it. */
    public String action() {
        return action;
    }

    @Override
    public int getExitCode() {
        return exitCode;
    }
}
