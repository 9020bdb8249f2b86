package org.extoledestination.shadow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.extoledestination.mapping.MappingMistakesException;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.Mistake;
import org.jspecify.annotations.Nullable;

/** The candidate's folder, and what it compiles to as it stands. */
final class Candidate {

    /** The files of the folder, and of the folder {@code tables} in it. */
    private static final int TABLES_TOO = 2;

    private final Path folder;
    private final Supplier<MappingSettings> settings;
    private final Clock clock;
    private @Nullable State read;

    Candidate(Path folder, Supplier<MappingSettings> settings, Clock clock) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What the folder holds.
     *
     * @param mappings absent if there is a mistake
     * @param mistakes all of them, each with file and line
     */
    record Reading(Optional<Mappings> mappings, List<String> mistakes) {}

    /** What decides what the candidate makes of an event. */
    private record State(Map<String, String> files, MappingSettings settings) {}

    Path folder() {
        return folder;
    }

    /** What the folder holds now, if that, or a setting that holds for all mappings, has changed since the last call. */
    synchronized Optional<Reading> readIfChanged() {
        State now = new State(files(), settings.get());
        if (now.equals(read)) {
            return Optional.empty();
        }
        read = now;
        return Optional.of(read(now.settings()));
    }

    private Reading read(MappingSettings inForce) {
        try {
            return new Reading(Optional.of(Mappings.read(folder, inForce, clock)), List.of());
        } catch (MappingMistakesException e) {
            return new Reading(
                    Optional.empty(),
                    e.mistakes().stream().map(Mistake::toString).toList());
        } catch (RuntimeException | StackOverflowError e) {
            return new Reading(
                    Optional.empty(),
                    List.of(folder + "  cannot be read: " + e.getClass().getSimpleName()));
        }
    }

    /** Name, size and time of change of each file; without the folder, nothing. */
    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, TABLES_TOO)) {
            all.filter(Files::isRegularFile).forEach(file -> files.put(file.toString(), state(file)));
        } catch (IOException | UncheckedIOException e) {
            files.put("", e.getClass().getSimpleName());
        }
        return files;
    }

    private static String state(Path file) {
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
