package org.extoledestination.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a command was told to read cannot be read; the message says which, why and what to do. */
final class UnusableFileException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableFileException(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code name} is what the operator called it. */
    static UnusableFileException of(String name, IOException cause) {
        return new UnusableFileException(name + ' ' + reason(name, cause), cause);
    }

    private static String reason(String name, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "does not exist.";
        }
        if (cause instanceof AccessDeniedException) {
            return "may not be read by user '" + System.getProperty("user.name") + "'.";
        }
        if (cause instanceof CharacterCodingException) {
            return "is not UTF-8. Convert it, as by: iconv -f latin1 -t utf-8";
        }
        return Files.isDirectory(Path.of(name))
                ? "is a folder. Name a file."
                : "cannot be read: " + cause.getClass().getSimpleName() + '.';
    }
}
