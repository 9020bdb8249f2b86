package org.extoledestination.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The packages of {@code src/test/clients}, fetched once and again when their list has changed. */
final class Npm {

    static final Path FOLDER = Path.of("src", "test", "clients");

    private static final Path LIST = FOLDER.resolve("package-lock.json");
    private static final Path FETCHED = FOLDER.resolve("node_modules").resolve(".package-lock.json");

    private Npm() {}

    /** What is missing, if anything is after an attempt to fetch it. */
    static synchronized Optional<String> missing() {
        Optional<Path> node = Program.find("node");
        Optional<Path> npm = Program.find("npm");
        if (node.isEmpty() || npm.isEmpty()) {
            return Optional.of("there is no node and npm on the PATH (Node.js 20 or later)");
        }
        if (isFetched()) {
            return Optional.empty();
        }
        try (Program fetch = Program.start(
                "npm", List.of(npm.get().toString(), "ci", "--prefix", FOLDER.toString(), "--no-audit", "--no-fund"))) {
            return fetch.endsWell(Duration.ofMinutes(3))
                    ? Optional.empty()
                    : Optional.of("npm ci --prefix " + FOLDER + " failed (see " + fetch.log() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFetched() {
        try {
            return Files.exists(FETCHED)
                    && Files.getLastModifiedTime(FETCHED).compareTo(Files.getLastModifiedTime(LIST)) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
