package org.extoledestination.mapping;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.extoledestination.live.EditRefusedException;
import org.extoledestination.live.FileStates;
import org.extoledestination.live.LiveFiles;

/** The mapping files while the application runs: a sound edit replaces all mappings at once, between two events. */
final class MappingEdits implements LiveFiles {

    static final String NAME = "mapping";

    private final Path folder;
    private final Supplier<MappingSettings> settings;
    private final Clock clock;
    private final MappingStation station;
    private final FileStates atStart;

    MappingEdits(
            Path folder, Supplier<MappingSettings> settings, Clock clock, MappingStation station, FileStates atStart) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        this.station = station;
        this.atStart = atStart;
    }

    /** What the mappings are made of: the files, and the settings that hold for all of them. */
    static FileStates states(Path folder, MappingSettings settings) {
        return tables(folder, FileStates.of(folder, name -> name.endsWith(".yaml") || name.endsWith(".yml")))
                .with("mapping.anonymous", settings.anonymous().name())
                .with("mapping.container", settings.container().orElse(""))
                .with("mapping.max-request-size", Long.toString(settings.mostBytes()));
    }

    private static FileStates tables(Path folder, FileStates mappings) {
        Path tables = folder.resolve(Tables.FOLDER);
        if (!Files.isDirectory(tables)) {
            return mappings;
        }
        FileStates all = mappings;
        for (Map.Entry<String, String> table :
                FileStates.of(tables, name -> true).contents().entrySet()) {
            all = all.with(Tables.FOLDER + '/' + table.getKey(), table.getValue());
        }
        return all;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FileStates look() {
        return states(folder, settings.get());
    }

    @Override
    public FileStates atStart() {
        return atStart;
    }

    @Override
    public Edit read() throws EditRefusedException {
        try {
            Mappings read = Mappings.read(folder, settings.get(), clock);
            return () -> {
                station.replace(read);
                return read.infos().size() + " mappings are in force";
            };
        } catch (MappingMistakesException e) {
            throw EditRefusedException.wrong(
                    e.mistakes().stream().map(Mistake::toString).toList());
        }
    }
}
