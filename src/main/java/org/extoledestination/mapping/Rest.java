package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Everything under one object of the event that no field of {@code data} takes, flat, each value under its own name.
 *
 * @param root the object; anything else in its place counts as absent
 * @param without what stays here: dropped, or taken by a field of {@code data}
 * @param only what may go at all
 * @param taken names that only {@code data} may write
 * @param nulls whether a null goes out, which removes a trait, or is left out
 */
record Rest(ValuePath root, PathTree without, PathTree only, Set<String> taken, boolean nulls) {
    /** An object below this depth goes out as it is, because joined names would grow without end. */
    private static final int DEEPEST = 32;

    private static final PathTree NOTHING = new PathTree();

    static Rest of(ValuePath root, List<Field> fields, PathReasons drop, PathReasons only, EventType type) {
        Stream<List<String>> mapped =
                fields.stream().flatMap(field -> field.from().stream().map(ValuePath::names));
        List<List<String>> without = Stream.concat(mapped.filter(names -> !names.isEmpty()), drop.names().stream())
                .toList();
        return new Rest(
                root,
                PathTree.of(without),
                only.isAbsent() ? PathTree.everything() : PathTree.of(only.names()),
                fields.stream().map(Field::key).collect(Collectors.toUnmodifiableSet()),
                // Segment removes a trait by setting it to null; no other call can remove anything.
                type == EventType.IDENTIFY);
    }

    void addTo(Map<String, @Nullable Object> data, Map<String, Object> event) {
        PathTree held = without.under(root.names()).orElse(NOTHING);
        PathTree kept = only.under(root.names()).orElse(NOTHING);
        if (!held.ends() && root.find(event).orElse(null) instanceof Map<?, ?> object) {
            new Walk(data).down("", object, held, kept, 1);
        }
    }

    private final class Walk {
        private final Map<String, @Nullable Object> data;

        Walk(Map<String, @Nullable Object> data) {
            this.data = data;
        }

        void down(String prefix, Map<?, ?> object, PathTree without, PathTree only, int depth) {
            object.forEach((key, value) -> {
                String name = String.valueOf(key);
                PathTree held = without.under(name).orElse(NOTHING);
                PathTree kept = only.under(name).orElse(NOTHING);
                if (name.isBlank() || held.ends()) {
                    return;
                }
                if (value instanceof Map<?, ?> nested && depth < DEEPEST) {
                    down(prefix + name + "_", nested, held, kept, depth + 1);
                } else if (kept.ends()) {
                    put(prefix + name, value, depth == 1);
                }
            });
        }

        /** A value that bears the name itself wins over one whose joined name happens to be the same. */
        private void put(String name, @Nullable Object value, boolean ownName) {
            if (taken.contains(name) || steers(name) || (value == null && !nulls)) {
                return;
            }
            if (ownName || !data.containsKey(name)) {
                data.put(name, value);
            }
        }
    }

    /** Extole takes these two names as orders: which person is meant, and when it happened. */
    private static boolean steers(String name) {
        return "person_id".equalsIgnoreCase(name.strip()) || "event_time".equalsIgnoreCase(name.strip());
    }
}
