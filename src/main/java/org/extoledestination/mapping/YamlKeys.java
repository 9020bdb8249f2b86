package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of one level of a file, of which only some keys are known. */
record YamlKeys(YamlValue level, Map<String, YamlValue> values) {

    /** Reads a level, and tells every key that nothing would read. */
    static YamlKeys read(YamlValue level, List<String> known) {
        Map<String, YamlValue> values = level.entries();
        values.forEach((key, value) -> {
            if (!known.contains(key)) {
                value.mistake("there is no such key. Known: " + String.join(", ", known));
            }
        });
        return new YamlKeys(level, values);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<YamlValue> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Tells what is wrong at a key, if it is there. */
    void mistake(String key, String what) {
        get(key).ifPresent(value -> value.mistake(what));
    }

    Optional<YamlValue> required(String key) {
        if (!has(key)) {
            level.mistake("'" + key + "' is missing");
        }
        return get(key);
    }
}
