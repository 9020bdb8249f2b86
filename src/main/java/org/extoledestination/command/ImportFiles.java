package org.extoledestination.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of an import: those of a folder in the order of their names, others in the given order. */
final class ImportFiles {

    private ImportFiles() {}

    /**
     * All of them, each once, but for the one that refused events are written to. If one cannot be read, none is begun. A
     * folder without any is {@code told}.
     */
    static List<InputFile> of(List<InputFile> named, @Nullable Path report, Consumer<String> told) {
        List<InputFile> all = new ArrayList<>();
        for (InputFile each : named) {
            if (each.isStandardInput() || !Files.isDirectory(each.path())) {
                all.add(each);
            } else {
                List<InputFile> within = within(each, report);
                if (within.isEmpty()) {
                    told.accept("No file to import in " + each.name() + '.');
                }
                all.addAll(within);
            }
        }
        List<InputFile> once = all.stream().distinct().toList();
        for (InputFile each : once) {
            if (!each.isStandardInput() && Files.exists(each.path()) && !Files.isRegularFile(each.path())) {
                throw new FailedException(
                        each.name() + " is no file that can be gone on with. Give it as standard input: -");
            }
            each.check();
        }
        return once;
    }

    private static List<InputFile> within(InputFile folder, @Nullable Path report) {
        try (Stream<Path> paths = Files.walk(folder.path())) {
            return paths.filter(path -> Files.isRegularFile(path)
                            && isArchive(path.getFileName().toString())
                            && !isSame(path, report))
                    .sorted()
                    .map(InputFile::new)
                    .toList();
        } catch (UncheckedIOException | IOException e) {
            throw new FailedException(folder.name() + " cannot be read to its end: " + e.getMessage() + '.');
        }
    }

    private static boolean isSame(Path path, @Nullable Path report) {
        try {
            return report != null && Files.exists(report) && Files.isSameFile(path, report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Neither hidden nor a note of an import. */
    private static boolean isArchive(String name) {
        return !name.startsWith(".") && !name.contains(ImportProgress.SUFFIX);
    }
}
