package org.extoledestination.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.extoledestination.mapping.AnonymousPolicy;
import org.extoledestination.mapping.MappingMistakesException;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.springframework.core.env.Environment;

/**
 * What {@code check} finds in the mapping files and their tests.
 *
 * @param mistakes one a line, each with its file; empty if all is sound
 * @param summary what was checked
 */
record MappingCheck(List<String> mistakes, String summary) {

    static MappingCheck run(Environment settings) {
        Path folder = Path.of(settings.getProperty("mapping.folder", "config/mappings"));
        try {
            Mappings mappings = Mappings.read(folder, new MappingSettings(AnonymousPolicy.SEND, Optional.empty()));
            return new MappingCheck(List.of(), mappings.infos().size() + " mapping files");
        } catch (MappingMistakesException e) {
            return new MappingCheck(
                    e.mistakes().stream()
                            .map(mistake -> mistake.file().equals(folder.toString())
                                    ? mistake.toString()
                                    : folder.resolve(mistake.toString()).toString())
                            .toList(),
                    "");
        }
    }
}
