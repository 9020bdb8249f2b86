package org.extoledestination.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens of the management ports that tests have asked for. */
public final class Tokens {

    private static final Map<Integer, Path> FILES = new ConcurrentHashMap<>();

    private Tokens() {}

    /** The token of this management port is in {@code file}. */
    static void know(int port, Path file) {
        FILES.put(port, file);
    }

    /** The token that opens an address, if it is one of a management port. */
    static Optional<String> of(URI uri) {
        Path file = FILES.get(uri.getPort());
        try {
            return file == null || !Files.exists(file)
                    ? Optional.empty()
                    : Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command is told to ask the instance with this management address. */
    public static List<String> options(URI management) {
        Path file = FILES.get(management.getPort());
        return file == null
                ? List.of("--url", management.toString())
                : List.of("--url", management.toString(), "--token-file", file.toString());
    }
}
