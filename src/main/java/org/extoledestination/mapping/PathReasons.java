package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paths with the reason why each of them is named, as {@code drop} and {@code only} have them.
 *
 * @param reasons the reasons, by path as it is written
 * @param paths the paths, compiled
 */
record PathReasons(Map<String, String> reasons, List<ValuePath> paths) {

    static PathReasons read(Optional<YamlValue> value) {
        PathReasons read = new PathReasons(new LinkedHashMap<>(), new ArrayList<>());
        value.ifPresent(read::addAll);
        return read;
    }

    boolean isAbsent() {
        return paths.isEmpty();
    }

    List<List<String>> names() {
        return paths.stream().map(ValuePath::names).toList();
    }

    private void addAll(YamlValue value) {
        Map<String, YamlValue> entries = value.entries();
        if (value.isEmpty()) {
            value.mistake("it names no path. Write 'path: reason', or leave the key out");
        }
        entries.forEach(this::add);
    }

    private void add(String path, YamlValue reason) {
        reason.text().ifPresent(text -> reasons.put(path, text));
        reason.namesOnly(path).ifPresent(paths::add);
    }
}
