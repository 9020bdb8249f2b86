package org.extoledestination.platform.start;

import org.jspecify.annotations.Nullable;

/** The application does not start, for a reason that somebody can repair. The message says what is wrong and where. */
public class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /** {@code action} says what is to be done about it. Neither text may hold a secret. */
    public StartRefusedException(String message, String action) {
        this(message, action, null);
    }

    /** The same with the failure that says it. */
    public StartRefusedException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** The action for the user. */
    public String action() {
        return action;
    }
}
