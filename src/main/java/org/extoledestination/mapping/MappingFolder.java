package org.extoledestination.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;

/** Reads all mapping files of a folder, and gathers every mistake in them before it gives up. */
final class MappingFolder {
    private final Path folder;
    private final PersonKeys person;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Claims claims = new Claims();
    private final Tables tables;

    private MappingFolder(Path folder, PersonKeys person) {
        this.folder = folder;
        this.tables = new Tables(folder, mistakes::add);
        this.person = person;
    }

    /** {@code person} says where events name their person. */
    static List<Mapping> read(Path folder, PersonKeys person) {
        MappingFolder reader = new MappingFolder(folder, person);
        List<Mapping> mappings = reader.files().stream()
                .map(reader::mapping)
                .flatMap(Optional::stream)
                .toList();
        if (!reader.mistakes.isEmpty()) {
            throw new MistakesException(
                    folder.toString(),
                    reader.mistakes,
                    "Correct these lines and start again. docs/mapping.md explains the form of a mapping file.");
        }
        return mappings;
    }

    private Optional<Mapping> mapping(Path file) {
        return YamlValue.read(file, mistakes::add).flatMap(root -> new MappingFile(root, tables, person).read(claims));
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            mistake("there is no such folder. Create it, or set the folder of the mapping files");
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(this::isMapping).sorted().toList();
            if (files.isEmpty()) {
                mistake("there is no mapping file in it. A mapping file's name ends in .yaml");
            }
            return files;
        } catch (IOException e) {
            mistake("the folder cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private boolean isMapping(Path file) {
        String name = String.valueOf(file.getFileName());
        // Editors and Kubernetes keep files of their own whose names start with a dot.
        if (name.startsWith(".")) {
            return false;
        }
        if (!Files.isRegularFile(file)) {
            if (name.endsWith(".yaml")) {
                mistakes.add(new Mistake(name, 0, noFile(file)));
            }
            return false;
        }
        if (name.endsWith(".yml")) {
            mistakes.add(new Mistake(name, 0, "the file would not be read. Let its name end in .yaml"));
        }
        return name.endsWith(".yaml");
    }

    private static String noFile(Path file) {
        if (Files.isDirectory(file)) {
            return "this is a folder, and its files would not be read. Move them up, or give it a name without .yaml";
        }
        return Files.isSymbolicLink(file)
                ? "the link leads to no file. Mend it, or remove it"
                : "this is no file that can be read. Remove it";
    }

    private void mistake(String what) {
        mistakes.add(new Mistake(folder.toString(), 0, what));
    }
}
