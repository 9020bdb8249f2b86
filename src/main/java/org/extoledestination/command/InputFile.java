package org.extoledestination.command;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An input file of a command.
 *
 * @param path of a file; {@code -} is standard input
 */
record InputFile(Path path) {

    private static final String STANDARD_INPUT = "-";

    boolean isStandardInput() {
        return path.toString().equals(STANDARD_INPUT);
    }

    /** As messages call it. */
    String name() {
        return isStandardInput() ? "Standard input" : path.toString();
    }

    /** Fails if it is no file that can be read. */
    void check() {
        if (isStandardInput()) {
            return;
        }
        try (InputStream in = open()) {
            in.available();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Its bytes; what is read of standard input is gone. Fails if it is no file that can be read. */
    InputStream open() {
        if (isStandardInput()) {
            return System.in;
        }
        try {
            path.getFileSystem().provider().checkAccess(path, AccessMode.READ);
            // This also reads a pipe, on which the stream of a channel fails; it refuses a folder.
            return new FileInputStream(path.toFile());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** All of it. Fails if it is no file of UTF-8 that can be read. */
    String text() {
        try (InputStream in = open()) {
            return utf8(in.readAllBytes());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private FailedException unusable(IOException cause) {
        return new FailedException(name() + ' ' + reason(cause));
    }

    private String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "does not exist.";
        }
        if (cause instanceof AccessDeniedException) {
            return "may not be read by user '" + System.getProperty("user.name") + "'.";
        }
        if (cause instanceof CharacterCodingException) {
            return BrokenArchiveException.NOT_UTF8;
        }
        return Files.isDirectory(path)
                ? "is a folder. Name a file."
                : "cannot be read: " + cause.getClass().getSimpleName() + '.';
    }

    /** Refuses what is not UTF-8, in which Java would put other characters. */
    static String utf8(byte[] bytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
