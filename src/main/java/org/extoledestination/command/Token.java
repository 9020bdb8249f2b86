package org.extoledestination.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.extoledestination.platform.management.TokenFile;

/**
 * The token of the management port, as far as a command knows it.
 *
 * @param file where it was looked for
 * @param value empty if it cannot be read
 * @param complaint why not, and what to do
 */
record Token(Path file, Optional<String> value, String complaint) {

    static Token in(TokenFile tokenFile) {
        Path file = tokenFile.path();
        try {
            return new Token(
                    file,
                    tokenFile.read(),
                    "The token of the management port is not in " + file
                            + ". Run the command in the folder of the instance, or name the file with --token-file: it is"
                            + " 'management-token' in the data directory of the instance." + Instance.wrongFolder());
        } catch (AccessDeniedException e) {
            return new Token(
                    file,
                    Optional.empty(),
                    "User '" + System.getProperty("user.name") + "' may not read the token of the management port, "
                            + file + ownedBy(file)
                            + ". Run the command as that user, or name another file with --token-file.");
        } catch (IOException e) {
            return new Token(
                    file,
                    Optional.empty(),
                    "The token of the management port, in the file " + file + ", cannot be used: " + e.getMessage()
                            + '.');
        }
    }

    private static String ownedBy(Path file) {
        try {
            return ", which belongs to '" + Files.getOwner(file).getName() + "'";
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
