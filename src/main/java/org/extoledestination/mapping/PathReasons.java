package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.extoledestination.event.Computation;

/**
 * The paths of {@code drop} and {@code only}, each with its reason.
 *
 * @param reasons the reasons, by path or computation as it is written
 * @param computations keys of audiences or traits
 */
record PathReasons(Map<String, String> reasons, List<ValuePath> paths, List<String> computations) {

    /**
     * Reads one of them.
     *
     * @param kind what of Engage's the file is for
     * @param fault tells of a path why it cannot have the effect that its writer expects
     */
    static PathReasons read(
            Optional<YamlValue> value,
            Optional<Computation.Kind> kind,
            Function<List<String>, Optional<String>> fault) {
        PathReasons read = new PathReasons(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        value.ifPresent(level -> read.addAll(level, kind, fault));
        return read;
    }

    boolean isAbsent() {
        return paths.isEmpty();
    }

    List<List<String>> names() {
        return paths.stream().map(ValuePath::names).toList();
    }

    /** For explanations: the reason for the path that holds these names, or begins above them, however it is parted. */
    Optional<String> reasonFor(List<String> names) {
        return paths.stream()
                .filter(path -> PathTree.ofWhole(path.names()).holdsWhole(names))
                .findFirst()
                .flatMap(path -> Optional.ofNullable(reasons.get(path.text())));
    }

    /** For explanations: the reason for an audience or trait. */
    Optional<String> reasonFor(Computation computation) {
        return Optional.ofNullable(reasons.get(When.word(computation.kind()) + '.' + computation.key()));
    }

    private void addAll(
            YamlValue value, Optional<Computation.Kind> kind, Function<List<String>, Optional<String>> fault) {
        Map<String, YamlValue> entries = value.entries();
        if (value.isEmpty()) {
            value.mistake("it names no path. Write 'path: reason', or leave the key out");
        }
        entries.forEach((path, reason) -> add(path, reason, kind, fault));
    }

    private void add(
            String path,
            YamlValue reason,
            Optional<Computation.Kind> kind,
            Function<List<String>, Optional<String>> fault) {
        reason.text().ifPresent(text -> reasons.put(path, text));
        for (Computation.Kind named : Computation.Kind.values()) {
            String prefix = When.word(named) + '.';
            if (path.startsWith(prefix)) {
                addComputation(path.substring(prefix.length()), reason, named, kind);
                return;
            }
        }
        reason.namesOnly(path).ifPresent(compiled -> {
            fault.apply(compiled.names()).ifPresent(reason::mistake);
            paths.add(compiled);
        });
    }

    private void addComputation(String key, YamlValue reason, Computation.Kind named, Optional<Computation.Kind> kind) {
        if (kind.isEmpty()) {
            reason.mistake("this names " + shown(named) + " of Engage's, and the file is not for them. Write"
                    + " computation: " + When.word(named) + " into 'when'");
        } else if (kind.get() != named) {
            reason.mistake("this names " + shown(named) + " of Engage's, and the file is for computation: "
                    + When.word(kind.get()) + ". Write " + When.word(kind.get()) + ".<key>");
        } else if (key.isBlank()) {
            reason.mistake("a key is expected behind '" + When.word(named) + ".'");
        } else {
            computations.add(key);
        }
    }

    private static String shown(Computation.Kind kind) {
        return kind == Computation.Kind.AUDIENCE ? "an audience" : "a computed trait";
    }
}
