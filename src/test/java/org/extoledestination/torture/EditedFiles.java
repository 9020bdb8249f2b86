package org.extoledestination.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Copies of the shipped routes and mappings, and edits of them. */
final class EditedFiles {

    private final Path routes;
    private final Path mappings;

    /** An edit; turned again it is taken back. */
    record Edit(Path file, String old, String changed) {

        void turn() {
            try {
                String text = Files.readString(file);
                String edited = text.contains(changed) ? text.replace(changed, old) : text.replace(old, changed);
                if (edited.equals(text)) {
                    throw new IllegalStateException(file + " has no '" + old + "' to edit");
                }
                Path beside = Files.writeString(file.resolveSibling("." + file.getFileName() + ".new"), edited);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    EditedFiles(Path folder) {
        routes = copy(Path.of("routes"), make(folder.resolve("routes")));
        mappings = copy(Path.of("config/mappings"), make(folder.resolve("mappings")));
    }

    Path routes() {
        return routes;
    }

    Path mappings() {
        return mappings;
    }

    List<Edit> sound() {
        return List.of(
                new Edit(
                        routes.resolve("40-delivery.camel.yaml"),
                        "constant: extole-destination",
                        "constant: extole-destination-edited"),
                new Edit(
                        routes.resolve("21-router.camel.yaml"),
                        "- unmarshal:",
                        "- removeHeader: { name: nothing }\n        - unmarshal:"),
                new Edit(
                        mappings.resolve("track.yaml"),
                        "segment_message_id:",
                        "note: { value: edited }\n  segment_message_id:"));
    }

    List<Edit> wrong() {
        return List.of(
                new Edit(routes.resolve("31-track.camel.yaml"), "ref: mapping", "ref: maping"),
                new Edit(routes.resolve("00-failures.camel.yaml"), "java.lang.Exception", "java.lang.Exceptoin"),
                new Edit(mappings.resolve("track.yaml"), "when:", "wehn:"));
    }

    static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
