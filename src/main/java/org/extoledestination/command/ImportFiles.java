package org.extoledestination.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which files an import is told of: those of a folder in the order of their names, others as they were named. */
final class ImportFiles {

    private ImportFiles() {}

    /**
     * All of them, each once.
     *
     * @throws UnusableFileException if one cannot be read: none is begun then
     */
    static List<InputFile> of(List<InputFile> named) throws UnusableFileException {
        List<InputFile> all = new ArrayList<>();
        for (InputFile each : named) {
            if (each.isStandardInput() || !Files.isDirectory(each.path())) {
                all.add(each);
            } else {
                all.addAll(within(each));
            }
        }
        List<InputFile> once = all.stream().distinct().toList();
        for (InputFile each : once) {
            if (!each.isStandardInput() && Files.exists(each.path()) && !Files.isRegularFile(each.path())) {
                throw new UnusableFileException(
                        each.name() + " is no file that can be gone on with. Give it as standard input: -",
                        new IOException("no regular file"));
            }
            each.check();
        }
        return once;
    }

    private static List<InputFile> within(InputFile folder) throws UnusableFileException {
        try (Stream<Path> paths = Files.walk(folder.path())) {
            return paths.filter(path -> Files.isRegularFile(path)
                            && isArchive(path.getFileName().toString()))
                    .sorted()
                    .map(InputFile::new)
                    .toList();
        } catch (UncheckedIOException | IOException e) {
            throw new UnusableFileException(folder.name() + " cannot be read to its end: " + e.getMessage() + '.', e);
        }
    }

    /** Neither hidden nor a note of an import. */
    private static boolean isArchive(String name) {
        return !name.startsWith(".") && !name.contains(ImportProgress.SUFFIX);
    }
}
