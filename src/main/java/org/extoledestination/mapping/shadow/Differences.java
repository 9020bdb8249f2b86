package org.extoledestination.mapping.shadow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/** In which ways two outcomes of one event differ. Names of fields are told, values never. */
final class Differences {

    private Differences() {}

    static List<String> between(Outcome active, Outcome candidate) {
        if (active.send().isPresent() && candidate.send().isPresent()) {
            return between(active.send().get(), candidate.send().get());
        }
        if (active.word().equals(candidate.word())) {
            String kind = active.word().equals("skipped") ? "skipping" : "refusing";
            return active.why().equals(candidate.why()) ? List.of() : List.of("reason of " + kind);
        }
        String cause = candidate.word().equals("failed") ? " (" + candidate.why() + ')' : "";
        return List.of(active.word() + " -> " + candidate.word() + cause);
    }

    private static List<String> between(Mapped.Send active, Mapped.Send candidate) {
        List<String> differences = new ArrayList<>();
        note(differences, "event name", active.event().name(), candidate.event().name());
        note(differences, "event time", active.event().time(), candidate.event().time());
        note(differences, "mode", active.mode(), candidate.mode());
        data(differences, active.event().data(), candidate.event().data());
        if (active.event().name().equals(candidate.event().name())) {
            // The name is part of it.
            note(differences, "unique", active.unique(), candidate.unique());
        }
        note(differences, "public parameters", active.parameters(), candidate.parameters());
        return differences;
    }

    private static void note(List<String> differences, String what, Object active, Object candidate) {
        if (!active.equals(candidate)) {
            differences.add(what);
        }
    }

    private static void data(
            List<String> differences, Map<String, @Nullable Object> active, Map<String, @Nullable Object> candidate) {
        Set<String> keys = new LinkedHashSet<>(active.keySet());
        keys.addAll(candidate.keySet());
        for (String key : keys) {
            if (!candidate.containsKey(key)) {
                differences.add(shown(key) + " removed");
            } else if (!active.containsKey(key)) {
                differences.add(shown(key) + " added");
            } else if (!Objects.equals(active.get(key), candidate.get(key))) {
                differences.add(shown(key) + " changed");
            }
        }
    }

    /** A key may come out of an event. */
    private static String shown(String key) {
        return "data." + Shown.name(key);
    }
}
