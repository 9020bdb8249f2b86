package org.extoledestination.edit.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of shipped files that a test edits. */
final class Folder {

    private final Path path;
    private final Path shipped;

    Folder(Path path, Path shipped) {
        this.path = path;
        this.shipped = shipped;
        asShipped();
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Puts everything back. */
    void asShipped() {
        try {
            Files.createDirectories(path);
            for (Path file : files(path)) {
                if (!Files.exists(shipped.resolve(name(file)))) {
                    Files.delete(file);
                }
            }
            for (Path file : files(shipped)) {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, file(name(file)), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String name, String text) {
        try {
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many editors do: a new file beside, then a rename over the old one. */
    void replace(String name, String text) {
        try {
            Path beside = Files.writeString(path.resolve("." + name + ".tmp"), text);
            Files.move(beside, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void edit(String name, String old, String changed) {
        String text = text(name);
        assertThat(text).contains(old);
        write(name, text.replace(old, changed));
    }

    void delete(String name) {
        try {
            Files.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
