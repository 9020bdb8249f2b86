package org.extoledestination.mapping.shadow;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.extoledestination.edit.live.FileStates;
import org.extoledestination.mapping.MappingEdits;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.platform.files.MistakesException;
import org.jspecify.annotations.Nullable;

/** The candidate's folder, and what it compiles to as it stands. */
final class Candidate {

    private final Path folder;
    private final Supplier<MappingSettings> settings;
    private final Clock clock;
    private @Nullable FileStates read;

    Candidate(Path folder, Supplier<MappingSettings> settings, Clock clock) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The content of the folder.
     *
     * @param mappings absent if there is a mistake
     * @param mistakes all of them, each with file and line
     */
    record Reading(Optional<Mappings> mappings, List<String> mistakes) {}

    Path folder() {
        return folder;
    }

    /** The present content of the folder, if it, or a setting for all mappings, has changed since the last call. */
    synchronized Optional<Reading> readIfChanged() {
        MappingSettings inForce = settings.get();
        FileStates now = MappingEdits.states(folder, inForce);
        if (now.equals(read)) {
            return Optional.empty();
        }
        read = now;
        return Optional.of(read(inForce));
    }

    private Reading read(MappingSettings inForce) {
        try {
            return new Reading(Optional.of(Mappings.read(folder, inForce, clock)), List.of());
        } catch (MistakesException e) {
            return new Reading(Optional.empty(), e.lines());
        } catch (RuntimeException | StackOverflowError e) {
            return new Reading(
                    Optional.empty(),
                    List.of(folder + "  cannot be read: " + e.getClass().getSimpleName()));
        }
    }
}
