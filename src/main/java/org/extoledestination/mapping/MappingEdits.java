package org.extoledestination.mapping;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.extoledestination.edit.live.EditRefusedException;
import org.extoledestination.edit.live.FileStates;
import org.extoledestination.edit.live.LiveFiles;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mapping files while the application runs: a valid edit replaces all mappings at once, between two events. */
public final class MappingEdits implements LiveFiles {

    /** Of these files, in {@link org.extoledestination.edit.live.LiveEdits}. */
    public static final String NAME = "mapping";

    private static final Logger log = LoggerFactory.getLogger(MappingEdits.class);
    private static final int SHOWN = 20;

    private final Path folder;
    private final Supplier<MappingSettings> settings;
    private final Clock clock;
    private final MappingStation station;
    private final FileStates atStart;
    private volatile List<String> failing = List.of();

    MappingEdits(
            Path folder, Supplier<MappingSettings> settings, Clock clock, MappingStation station, FileStates atStart) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        this.station = station;
        this.atStart = atStart;
    }

    /** The sources of the mappings: the files, and the settings that apply to all of them. */
    public static FileStates states(Path folder, MappingSettings settings) {
        return tables(folder, FileStates.of(folder, name -> name.endsWith(".yaml") || name.endsWith(".yml")))
                .with("mapping.anonymous", settings.anonymous().name())
                .with("mapping.event-names", settings.eventNames().name())
                .with("mapping.container", settings.container().orElse(""))
                .with("mapping.send-ip-address", Boolean.toString(settings.sendsIpAddress()))
                .with("mapping.max-request-size", Long.toString(settings.mostBytes()))
                .with("mapping.max-items", Integer.toString(settings.maxItems()));
    }

    private static FileStates tables(Path folder, FileStates mappings) {
        Path tables = folder.resolve(Tables.FOLDER);
        if (!Files.isDirectory(tables)) {
            return mappings;
        }
        FileStates all = mappings;
        for (Map.Entry<String, String> table :
                FileStates.of(tables, name -> true).contents().entrySet()) {
            all = all.withFile(Tables.FOLDER + '/' + table.getKey(), table.getValue());
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

    /** Settings for all mappings are no files. */
    @Override
    public Optional<Path> path(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.startsWith(Tables.FOLDER + '/')
                ? Optional.of(folder.resolve(name))
                : Optional.empty();
    }

    @Override
    public Edit read() throws EditRefusedException {
        MappingSettings now = settings.get();
        try {
            Mappings read = Mappings.read(folder, now, clock);
            List<String> failures = test(now);
            return () -> {
                station.replace(read);
                inForce(failures);
                return read.infos().size() + " mappings are in force";
            };
        } catch (MistakesException e) {
            throw EditRefusedException.wrong(e.lines());
        }
    }

    /** A file may be valid and still send what nobody wanted: the tests say so before any event is sent that way. */
    private List<String> test(MappingSettings now) throws EditRefusedException {
        List<String> failures = failures(now);
        if (!failures.isEmpty() && now.liveTests() == LiveTests.REFUSE) {
            throw EditRefusedException.notNow(with(
                    failures,
                    "Correct the mapping, or the tests to what is wanted now; both are read again by themselves."
                            + " mapping.live-tests: warn takes such an edit all the same"));
        }
        return failures;
    }

    private List<String> failures(MappingSettings now) {
        List<Mistake> failures =
                MappingTests.run(folder.resolve("tests"), Mappings.read(folder, now.forTests(), clock));
        Stream<String> shown = failures.stream().limit(SHOWN).map(Mistake::toString);
        return (failures.size() > SHOWN
                        ? Stream.concat(shown, Stream.of("and " + (failures.size() - SHOWN) + " more"))
                        : shown)
                .toList();
    }

    private static List<String> with(List<String> failures, String last) {
        return Stream.concat(failures.stream(), Stream.of(last)).toList();
    }

    /**
     * The files that a start has read, perhaps with an edit that was refused before, are in force even if tests fail:
     * events that are not accepted would be lost. Log and health report it.
     */
    void testAtStart() {
        inForce(failures(settings.get()));
    }

    private void inForce(List<String> failures) {
        failing = failures;
        if (!failures.isEmpty()) {
            log.warn(
                    "The mapping tests fail with files that are in force\n- {}",
                    String.join(
                            "\n- ",
                            with(
                                    failures,
                                    "Correct the mapping, which is then read again by itself, or the tests, and see:"
                                            + " check")));
        }
    }

    /** The failing tests of the files in force. */
    List<String> failing() {
        return failing;
    }
}
