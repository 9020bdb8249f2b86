package org.extoledestination.command;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a command is told to read.
 *
 * @param path of a file; {@code -} is standard input
 */
record InputFile(Path path) {

    private static final String STANDARD_INPUT = "-";

    /** For picocli. */
    static final class Converter implements ITypeConverter<InputFile> {
        @Override
        public InputFile convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("the name of a file is blank");
            }
            return new InputFile(Path.of(text));
        }
    }

    boolean isStandardInput() {
        return path.toString().equals(STANDARD_INPUT);
    }

    /** As messages call it. */
    String name() {
        return isStandardInput() ? "Standard input" : path.toString();
    }

    /**
     * Looks whether it can be read.
     *
     * @throws UnusableFileException if it is no file that can be read
     */
    void check() throws UnusableFileException {
        if (isStandardInput()) {
            return;
        }
        try (InputStream in = open()) {
            in.available();
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw UnusableFileException.of(name(), e);
        }
    }

    /**
     * Its bytes; what is read of standard input is gone.
     *
     * @throws UnusableFileException if it is no file that can be read
     */
    InputStream open() throws UnusableFileException {
        if (isStandardInput()) {
            return System.in;
        }
        try {
            path.getFileSystem().provider().checkAccess(path, AccessMode.READ);
            // Of a pipe too, which the stream of a channel stumbles over; a folder is no file for it.
            return new FileInputStream(path.toFile());
        } catch (IOException e) {
            throw UnusableFileException.of(name(), e);
        }
    }

    /**
     * All of it.
     *
     * @throws UnusableFileException if it is no file of UTF-8 that can be read
     */
    String text() throws UnusableFileException {
        try (InputStream in = open()) {
            return utf8(in.readAllBytes());
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw UnusableFileException.of(name(), e);
        }
    }

    /** Refuses what is not UTF-8, in which Java would put other characters. */
    static String utf8(byte[] bytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
