package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Everything under some objects of the event that no field of {@code data} takes, each value under a name of its own.
 *
 * @param shape which objects, and how their values are named
 * @param without what stays here: dropped, or taken by a field of {@code data}
 * @param only what may go at all
 * @param taken names that only {@code data} may write
 */
record Rest(Shape shape, PathTree without, PathTree only, Set<String> taken) {
    static final List<String> KEYS = List.of("from", "names", "flatten", "prefix");

    /** An object below this depth goes out as it is, because joined names would grow without end. */
    private static final int DEEPEST = 32;

    private static final PathTree NOTHING = new PathTree();

    /**
     * What {@code rest} says.
     *
     * @param roots the objects, the first of which goes before the others; anything but an object counts as absent
     * @param naming how names are written
     * @param flatten whether values of nested objects go out under joined names, or the nested object as it is
     * @param prefix what every name begins with
     */
    record Shape(List<ValuePath> roots, Naming naming, boolean flatten, String prefix) {}

    static Rest of(Shape shape, List<Field> fields, PathReasons drop, PathReasons only) {
        PathTree without = PathTree.of(drop.names());
        for (int i = 0; i < fields.size(); i++) {
            hold(fields.get(i), i, without);
        }
        return new Rest(
                shape,
                without,
                only.isAbsent() ? PathTree.everything() : PathTree.of(only.names()),
                fields.stream().map(Field::key).collect(Collectors.toUnmodifiableSet()));
    }

    /** A value that a field takes is not sent again; one that it conceals never is. */
    private static void hold(Field field, int number, PathTree without) {
        for (int path = 0; path < field.from().size(); path++) {
            Source source = field.from().get(path);
            if (field.conceals()) {
                source.reads().stream()
                        .map(ValuePath::head)
                        .filter(names -> !names.isEmpty())
                        .forEach(without::add);
            } else if (!source.names().isEmpty()) {
                without.add(source.names(), number, path);
            }
        }
    }

    /**
     * Adds the values to the data.
     *
     * @param took for each field of {@code data} the number of the path that it took, or -1
     * @param asserted what Engage asserts, which goes out by itself; empty for nothing
     * @param names takes the names that were added
     */
    void addTo(Outgoing data, Map<String, Object> event, int[] took, List<String> asserted, Set<String> names) {
        boolean nulls = removes(event);
        Set<String> fixed = asserted.isEmpty() ? Set.of() : Set.of(asserted.get(1));
        for (ValuePath root : shape.roots()) {
            PathTree held = without.under(root.names()).orElse(NOTHING);
            PathTree kept = only.under(root.names()).orElse(NOTHING);
            if (root.find(event).orElse(null) instanceof Map<?, ?> object && !held.holds(object, took)) {
                String hidden =
                        !asserted.isEmpty() && root.names().equals(asserted.subList(0, 1)) ? asserted.get(1) : "";
                new Walk(data, names, fixed, nulls, hidden, took).down("", object, held, kept, 1);
            }
            if (shape.roots().size() > 1) {
                fixed = new HashSet<>(data.data().keySet());
            }
        }
    }

    /** Segment removes a trait by setting it to null; no other call can remove anything. */
    private static boolean removes(Map<String, Object> event) {
        return EventType.IDENTIFY.word().equals(event.get("type"));
    }

    /**
     * For explanations: what becomes of one value.
     *
     * @param name under which it goes out, if it does
     * @param reason why it does not, if it does not
     */
    record Fate(String name, String reason) {
        private static Fate out(String name) {
            return new Fate(name, "");
        }

        private static Fate left(String reason) {
            return new Fate("", reason);
        }
    }

    /** For explanations: what becomes of the value at these names; empty when it stands under no root. */
    Optional<Fate> fateOf(List<String> names, @Nullable Object value, Map<String, Object> event) {
        return shape.roots().stream()
                .map(ValuePath::names)
                .filter(root -> names.size() > root.size() && Spelling.same(names.subList(0, root.size()), root))
                .findFirst()
                .map(root -> fateOf(names, names.subList(root.size(), names.size()), value, event));
    }

    private Fate fateOf(List<String> names, List<String> below, @Nullable Object value, Map<String, Object> event) {
        if (!only.under(names).orElse(NOTHING).ends()) {
            return Fate.left("'only' does not name it");
        }
        List<String> parts = shape.flatten() ? below : below.subList(0, 1);
        if (parts.stream().mapToInt(String::length).sum() > Outgoing.LONGEST_NAME) {
            return Fate.left("its name is too long");
        }
        String name = shape.prefix() + parts.stream().map(shape.naming()::apply).collect(Collectors.joining("_"));
        if (parts.stream().map(shape.naming()::apply).anyMatch(String::isBlank)) {
            return Fate.left("its name has no letters");
        }
        if (taken.contains(name)) {
            return Fate.left("data." + name + " has that name");
        }
        if (Reserved.isReserved(name)) {
            return Fate.left("reserved: Extole takes '" + name + "' as an order, so only 'data' may send it");
        }
        if (value == null && (shape.flatten() || below.size() == 1) && !removes(event)) {
            return Fate.left("null, which removes something in an identify only");
        }
        return Fate.out(name);
    }

    private final class Walk {
        private final Outgoing data;
        private final Set<String> names;
        private final Set<String> fixed;
        private final boolean nulls;
        private final String hidden;
        private final int[] took;

        Walk(Outgoing data, Set<String> names, Set<String> fixed, boolean nulls, String hidden, int[] took) {
            this.data = data;
            this.names = names;
            this.fixed = fixed;
            this.nulls = nulls;
            this.hidden = hidden;
            this.took = took;
        }

        void down(String prefix, Map<?, ?> object, PathTree without, PathTree only, int depth) {
            object.forEach((key, value) -> {
                String name = String.valueOf(key);
                PathTree held = without.under(name).orElse(NOTHING);
                PathTree kept = only.under(name).orElse(NOTHING);
                String written = shape.naming().apply(name);
                if (written.isBlank()
                        || held.holds(value, took)
                        || (depth == 1 && !hidden.isEmpty() && name.equals(hidden))) {
                    return;
                }
                if (value instanceof Map<?, ?> nested) {
                    if (shape.flatten() && depth < DEEPEST) {
                        down(joined(prefix, written) + "_", nested, held, kept, depth + 1);
                    } else {
                        pruned(nested, held, kept, took).ifPresent(some -> put(joined(prefix, written), some, false));
                    }
                } else if (kept.ends()) {
                    put(joined(prefix, written), value, depth == 1 && written.equals(name));
                }
            });
        }

        /** One that is too long is not made longer: each value below would bring it once more. */
        private String joined(String prefix, String written) {
            return prefix.length() > Outgoing.LONGEST_NAME ? prefix : prefix + written;
        }

        /** A value that bears the name itself wins over one whose joined or changed name happens to be the same. */
        private void put(String name, @Nullable Object value, boolean ownName) {
            String full = shape.prefix().isEmpty() ? name : shape.prefix() + name;
            if (taken.contains(full)
                    || fixed.contains(full)
                    || Reserved.isReserved(full)
                    || (value == null && !nulls)) {
                return;
            }
            if (ownName || !data.has(full)) {
                data.put(full, value);
                names.add(full);
            }
        }
    }

    /** A nested object without what stays here; empty when nothing is left of it. */
    private static Optional<Map<?, ?>> pruned(Map<?, ?> object, PathTree without, PathTree only, int[] took) {
        if (without.isEmpty() && only.ends()) {
            return Optional.of(object);
        }
        Map<Object, @Nullable Object> left = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            PathTree held = without.under(String.valueOf(key)).orElse(NOTHING);
            PathTree kept = only.under(String.valueOf(key)).orElse(NOTHING);
            if (held.holds(value, took)) {
                return;
            }
            if (value instanceof Map<?, ?> nested) {
                pruned(nested, held, kept, took).ifPresent(some -> left.put(key, some));
            } else if (kept.ends()) {
                left.put(key, value);
            }
        });
        return left.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    /** Reads {@code rest}, in its short form or its long one. */
    static Optional<Shape> read(Optional<YamlValue> value) {
        return value.flatMap(written -> written.hasKeys()
                ? longForm(YamlKeys.read(written, KEYS))
                : roots(written).map(roots -> new Shape(roots, Naming.AS_IS, true, "")));
    }

    private static Optional<Shape> longForm(YamlKeys keys) {
        Naming naming = keys.get("names")
                .flatMap(names -> names.word("a way to write names", Naming::of, String.join(", ", Naming.WORDS)))
                .orElse(Naming.AS_IS);
        boolean flatten = keys.get("flatten").flatMap(YamlValue::flag).orElse(true);
        String prefix = keys.get("prefix").flatMap(YamlValue::text).orElse("");
        return keys.required("from").flatMap(Rest::roots).map(roots -> new Shape(roots, naming, flatten, prefix));
    }

    private static Optional<List<ValuePath>> roots(YamlValue value) {
        List<ValuePath> roots = new ArrayList<>();
        value.oneOrMore().forEach(root -> root.namesOnly().ifPresent(roots::add));
        return roots.isEmpty() ? Optional.empty() : Optional.of(roots);
    }
}
