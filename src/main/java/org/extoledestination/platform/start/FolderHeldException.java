package org.extoledestination.platform.start;

import org.springframework.boot.ExitCodeGenerator;

/** Another process has the folder for data: a later start may do. */
final class FolderHeldException extends StartRefusedException implements ExitCodeGenerator {

    static final int EXIT_CODE = 75;

    private static final long serialVersionUID = 1L;

    FolderHeldException(String message, String action) {
        super(message, action);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
