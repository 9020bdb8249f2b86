package org.extoledestination.management;

/** The management port would be open to everybody, or to nobody, so the application does not start. */
final class ManagementRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    ManagementRefusedException(String message, String action) {
        super(message);
        this.action = action;
    }

    String action() {
        return action;
    }
}
