package org.extoledestination.edit.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The text of all YAML files of some folders: what a team names there it knows. Read when it is needed. */
final class Mentions {

    private final Collection<Path> folders;
    private @Nullable String text;

    Mentions(Collection<Path> folders) {
        this.folders = folders;
    }

    /** Whether they have the whole word {@code name}, not only as a part of another. */
    boolean have(String name) {
        if (text == null) {
            text = folders.stream().map(Mentions::read).collect(Collectors.joining("\n"));
        }
        return Pattern.compile((Character.isLetter(name.charAt(0)) ? "(?<!\\w)" : "") + Pattern.quote(name)
                        + "(?!\\w|[.\\[-]\\w)")
                .matcher(text)
                .find();
    }

    private static String read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .map(Mentions::text)
                    .collect(Collectors.joining("\n"));
        } catch (IOException | UncheckedIOException e) {
            // The readers of these files report that they cannot be read.
            return "";
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
