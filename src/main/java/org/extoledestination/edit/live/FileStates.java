package org.extoledestination.edit.live;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The contents of some files at one moment. Time stamps are not enough: one may stay when a file is replaced, and a
 * link may change its target.
 *
 * @param contents a digest for each file, by its name
 * @param faults what cannot be read, each with the reason
 */
public record FileStates(SortedMap<String, String> contents, List<String> faults) {

    /** Nothing is changed by keeping it. */
    public FileStates {
        contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
        faults = List.copyOf(faults);
    }

    /**
     * Looks at the files in a folder whose names {@code wanted} takes. Folders in it are not looked at, nor files whose
     * names start with a dot. Whatever cannot be read is a fault, never an exception.
     */
    public static FileStates of(Path folder, Predicate<String> wanted) {
        SortedMap<String, String> contents = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            faults.add(folder + "  there is no such folder");
        } else {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> isWanted(file, wanted)).sorted().forEach(file -> read(file, contents, faults));
            } catch (IOException | RuntimeException e) {
                faults.add(folder + "  the folder cannot be read: " + reason(e));
            }
        }
        return new FileStates(contents, faults);
    }

    private static boolean isWanted(Path file, Predicate<String> wanted) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && wanted.test(name) && !Files.isDirectory(file);
    }

    private static void read(Path file, SortedMap<String, String> contents, List<String> faults) {
        String name = String.valueOf(file.getFileName());
        try {
            contents.put(name, DigestUtils.sha256Hex(Files.readAllBytes(file)));
        } catch (IOException | RuntimeException e) {
            contents.put(name, "unreadable");
            faults.add(name + "  the file cannot be read: " + reason(e));
        }
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "it is a link that leads to nothing";
        }
        @Nullable String reason = e instanceof FileSystemException failure ? failure.getReason() : null;
        return Objects.requireNonNullElse(reason, e.getClass().getSimpleName());
    }

    /** The same with one more thing that counts, such as a setting. */
    public FileStates with(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(contents);
        more.put(name, DigestUtils.sha256Hex(value));
        return new FileStates(more, faults);
    }

    /** The same with one more file, whose digest is known. */
    public FileStates withFile(String name, String digest) {
        SortedMap<String, String> more = new TreeMap<>(contents);
        more.put(name, digest);
        return new FileStates(more, faults);
    }

    /** Both together. */
    FileStates and(FileStates other) {
        SortedMap<String, String> all = new TreeMap<>(contents);
        all.putAll(other.contents);
        List<String> allFaults = new ArrayList<>(faults);
        allFaults.addAll(other.faults);
        return new FileStates(all, allFaults);
    }

    /** The names of what is not as it was in {@code before}, with what happened to it. */
    List<String> changesSince(FileStates before) {
        Set<String> names = new TreeSet<>(contents.keySet());
        names.addAll(before.contents.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(contents.get(name), before.contents.get(name)))
                .map(name -> name
                        + (!before.contents.containsKey(name) ? " (new)" : contents.containsKey(name) ? "" : " (gone)"))
                .toList();
    }
}
