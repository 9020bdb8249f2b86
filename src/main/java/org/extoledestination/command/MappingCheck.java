package org.extoledestination.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.mapping.AnonymousPolicy;
import org.extoledestination.mapping.MappingMistakesException;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.MappingTests;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.Mistake;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What {@code check} finds in the mapping files and their tests.
 *
 * @param mistakes one a line, each with its file; empty if all is sound
 * @param summary what was checked
 * @param mappings what the files say, if they can be used
 */
record MappingCheck(List<String> mistakes, String summary, Optional<Mappings> mappings) {

    static MappingCheck run(Environment settings) {
        Path folder = Path.of(settings.getProperty("mapping.folder", "config/mappings"));
        try {
            Mappings mappings = Mappings.read(folder, mappingSettings(settings));
            return of(folder, folder.resolve("tests"), mappings);
        } catch (MappingMistakesException e) {
            return new MappingCheck(lines(folder, e.mistakes()), "", Optional.empty());
        }
    }

    private static MappingSettings mappingSettings(Environment settings) {
        try {
            return MappingSettings.of(Binder.get(settings)).forTests();
        } catch (BindException e) {
            // Told with all other settings that cannot be understood.
            return new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
        }
    }

    private static MappingCheck of(Path folder, Path tests, Mappings mappings) {
        return new MappingCheck(
                lines(folder, MappingTests.run(tests, mappings)),
                mappings.infos().size() + " mapping files, " + count(tests) + " mapping tests",
                Optional.of(mappings));
    }

    /** With the folder before each file. */
    static List<String> lines(Path folder, List<Mistake> mistakes) {
        return mistakes.stream()
                .map(mistake -> mistake.file().startsWith(folder.toString())
                        ? mistake.toString()
                        : folder.resolve(mistake.toString()).toString())
                .toList();
    }

    /** How many tests there are. */
    static long count(Path tests) {
        if (!Files.isDirectory(tests)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(tests)) {
            return all.filter(Files::isDirectory).count();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + tests + " cannot be read", e);
        }
    }
}
