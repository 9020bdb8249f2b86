package org.extoledestination.platform.management;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** What keeps a file from being used, in words. */
final class Reason {

    private Reason() {}

    static String of(IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return "user '" + System.getProperty("user.name") + "' may not use " + denied.getFile();
        }
        if (failure instanceof FileSystemException system) {
            return system.getFile() + ": " + (system.getReason() == null ? "not there" : system.getReason());
        }
        return String.valueOf(failure.getMessage());
    }
}
