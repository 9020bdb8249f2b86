package org.extoledestination.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.YamlFile;

/** The tables that mapping files look values up in: files in a folder beside them, each read once for all. */
final class Tables {
    static final String FOLDER = "tables";

    /** They are kept in memory, and are looked at for changes all the time. */
    private static final long MOST_BYTES = 2_000_000;

    /** The name of the only column of a table in YAML. */
    private static final String VALUE = "value";

    private final Path folder;
    private final Consumer<Mistake> mistakes;
    private final Map<String, Optional<Map<String, Map<String, Object>>>> read = new HashMap<>();

    Tables(Path mappings, Consumer<Mistake> mistakes) {
        this.folder = mappings.resolve(FOLDER);
        this.mistakes = mistakes;
    }

    /** The values of one column by the table's keys; the first column behind the keys where none is named. */
    Optional<Map<String, Object>> column(YamlValue file, Optional<YamlValue> column) {
        Optional<Map<String, Map<String, Object>>> table = file.text().flatMap(name -> table(name, file));
        if (table.isEmpty() || column.isEmpty()) {
            return table.flatMap(columns -> columns.values().stream().findFirst());
        }
        return column.get()
                .word("a column of the table", table.get().entrySet(), Map.Entry::getKey)
                .map(Map.Entry::getValue);
    }

    private Optional<Map<String, Map<String, Object>>> table(String name, YamlValue at) {
        Path file = folder.resolve(name);
        if (name.contains("/") || name.contains("\\") || !(isYaml(name) || name.endsWith(".csv"))) {
            at.mistake("the name of a file in " + folder + " is expected here, that ends in .csv or .yaml");
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            at.mistake("there is no file " + file);
            return Optional.empty();
        }
        return read.computeIfAbsent(name, any -> read(name, file));
    }

    private static boolean isYaml(String name) {
        return name.endsWith(".yaml");
    }

    private Optional<Map<String, Map<String, Object>>> read(String name, Path file) {
        YamlFile reader = new YamlFile(FOLDER + '/' + name, mistakes);
        try {
            if (Files.size(file) > MOST_BYTES) {
                return reader.mistake(
                        0,
                        "the table is larger than " + MOST_BYTES + " bytes. Let a step of the route look"
                                + " the value up in a database or another system");
            }
        } catch (IOException e) {
            return reader.mistake(0, "the file cannot be read: " + e.getClass().getSimpleName());
        }
        return isYaml(name)
                ? YamlValue.read(file, reader).map(root -> Map.of(VALUE, values(root)))
                : reader.text(file).map(text -> new Csv(text, reader::mistake).columns());
    }

    private static Map<String, Object> values(YamlValue root) {
        Map<String, Object> values = new LinkedHashMap<>();
        root.entries().forEach((key, value) -> value.constant().ifPresent(constant -> values.put(key, constant)));
        return values;
    }
}
