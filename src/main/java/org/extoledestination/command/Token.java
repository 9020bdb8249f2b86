package org.extoledestination.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.extoledestination.management.TokenFile;

/** The token of the management port, for a command. */
final class Token {

    private Token() {}

    /**
     * What is known of it.
     *
     * @param file where it was looked for
     * @param value empty if it cannot be read
     * @param complaint why not, and what to do
     */
    record Found(Path file, Optional<String> value, String complaint) {}

    static Found in(TokenFile file) {
        try {
            return new Found(file.path(), file.read(), missing(file.path()));
        } catch (AccessDeniedException e) {
            return new Found(file.path(), Optional.empty(), denied(file.path()));
        } catch (IOException e) {
            return new Found(
                    file.path(),
                    Optional.empty(),
                    "The token of the management port, in the file " + file.path() + ", cannot be used: "
                            + e.getMessage() + '.');
        }
    }

    private static String missing(Path file) {
        return "The token of the management port is not in " + file
                + ". Run the command in the folder of the instance, or"
                + " name the file with --token-file: it is 'management-token' in the data directory of the instance."
                + Instance.wrongFolder();
    }

    private static String denied(Path file) {
        return "User '" + System.getProperty("user.name") + "' may not read the token of the management port, " + file
                + ownedBy(file) + ". Run the command as that user, or name another file with --token-file.";
    }

    private static String ownedBy(Path file) {
        try {
            return ", which belongs to '" + Files.getOwner(file).getName() + "'";
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
