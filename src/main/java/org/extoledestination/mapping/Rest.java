package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.extoledestination.event.BareText;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Everything under some objects of the event that no field of {@code data} takes, each value under a name of its own.
 *
 * @param shape which objects, and how their values are named
 * @param secret what never goes out from here, however its path is parted: what is dropped, or goes out hashed
 * @param read what the fields of {@code data} take
 * @param only what may go at all
 * @param taken names that only {@code data} may write
 */
record Rest(Shape shape, PathTree secret, PathTree read, PathTree only, PathTree taken) {
    static final List<String> KEYS = List.of("from", "names", "flatten", "prefix");

    /** An object below this depth goes out as it is, because joined names would grow without end. */
    private static final int DEEPEST = 32;

    private static final PathTree NOTHING = new PathTree();
    private static final List<String> TRAITS = List.of("traits");
    private static final List<String> CONTEXT_TRAITS = List.of("context", "traits");

    /**
     * The settings of {@code rest}.
     *
     * @param roots the objects, the first of which goes before the others; anything but an object counts as absent
     * @param flatten whether values of nested objects go out under joined names, or the nested object as it is
     * @param prefix what every name begins with
     */
    record Shape(List<ValuePath> roots, Naming naming, boolean flatten, String prefix) {}

    /**
     * For explanations: what becomes of one value, or of all in an object.
     *
     * @param name under which it goes out, if it does
     * @param reason why it does not, if it does not
     */
    record Fate(String name, String reason) {}

    static Rest of(Shape shape, List<Field> fields, PathReasons drop, PathReasons only) {
        PathTree secret = new PathTree();
        PathTree read = new PathTree();
        drop.names().forEach(names -> keep(names, secret));
        for (int i = 0; i < fields.size(); i++) {
            List<Source> from = fields.get(i).from();
            for (int path = 0; path < from.size(); path++) {
                read.add(from.get(path).names(), i, path);
            }
            if (fields.get(i).conceals()) {
                from.stream().flatMap(source -> source.reads().stream()).forEach(path -> keep(path.head(), secret));
            }
        }
        List<ValuePath> roots = shape.roots().stream()
                .filter(root -> !secret.holdsWhole(root.names()))
                .toList();
        return new Rest(
                new Shape(roots, shape.naming(), shape.flatten(), shape.prefix()),
                secret,
                read,
                only.isAbsent() ? PathTree.everything() : PathTree.of(only.names()),
                PathTree.of(fields.stream().map(field -> List.of(field.key())).toList()));
    }

    /** The traits of an identify are in both places, whichever of them is named. */
    private static void keep(List<String> names, PathTree secret) {
        secret.addWhole(names);
        if (Spelling.begins(names, TRAITS)) {
            secret.addWhole(Stream.concat(Stream.of("context"), names.stream()).toList());
        } else if (Spelling.begins(names, CONTEXT_TRAITS)) {
            secret.addWhole(names.subList(1, names.size()));
        }
    }

    /**
     * Adds the values to the data.
     *
     * @param took for each field of {@code data} the number of the path that it took, or -1
     * @param asserted what Engage asserts, which goes out by itself; empty for nothing
     * @param names takes the names that were added
     * @param fates takes what becomes of each value, by its path, if anybody asks
     */
    void addTo(
            Outgoing data,
            Map<String, Object> event,
            int[] took,
            List<String> asserted,
            Set<String> names,
            @Nullable Map<List<String>, Fate> fates) {
        Set<String> fixed = asserted.isEmpty() ? Set.of() : Set.of(asserted.get(1));
        for (ValuePath root : shape.roots()) {
            PathTree held = read.under(root.names()).orElse(NOTHING);
            if (root.find(event).orElse(null) instanceof Map<?, ?> object && !held.holds(object, took)) {
                boolean asserts = !asserted.isEmpty() && root.names().equals(asserted.subList(0, 1));
                new Walk(data, names, fixed, removes(event), asserts ? asserted.get(1) : "", took, root, fates)
                        .down(object, held, only.under(root.names()).orElse(NOTHING));
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

    private final class Walk {
        private final Outgoing data;
        private final Set<String> names;
        private final Set<String> fixed;
        private final boolean nulls;
        private final String hidden;
        private final int[] took;
        private final String above;
        private final PathTree secrets;
        private final List<String> path;
        private final @Nullable Map<List<String>, Fate> fates;

        Walk(
                Outgoing data,
                Set<String> names,
                Set<String> fixed,
                boolean nulls,
                String hidden,
                int[] took,
                ValuePath root,
                @Nullable Map<List<String>, Fate> fates) {
            this.data = data;
            this.names = names;
            this.fixed = fixed;
            this.nulls = nulls;
            this.hidden = hidden;
            this.took = took;
            this.path = new ArrayList<>(root.names());
            this.secrets = secret.under(path.get(0)).orElse(NOTHING);
            this.above = path.size() == 1 ? "" : PathTree.whole(path.subList(1, path.size())) + '_';
            this.fates = fates;
        }

        void down(Map<?, ?> object, PathTree read, PathTree only) {
            down(shape.prefix(), above, object, read, only, 1);
        }

        /** {@code prefix} is what names begin with, and {@code whole} the same as the sender spells it. */
        private void down(String prefix, String whole, Map<?, ?> object, PathTree read, PathTree only, int depth) {
            object.forEach((key, value) -> {
                String name = String.valueOf(key);
                path.add(name);
                String written = shape.naming().apply(name);
                PathTree held = read.under(name).orElse(NOTHING);
                PathTree kept = only.under(name).orElse(NOTHING);
                if (BareText.isNothing(written)) {
                    stays(() -> "its name has no letters");
                } else if (!isKeptHere(whole, name, value, held) && !(depth == 1 && name.equals(hidden))) {
                    String full = joined(prefix, written);
                    if (!(value instanceof Map<?, ?> nested)) {
                        leaf(full, value, kept, depth == 1 && written.equals(name));
                    } else if (shape.flatten() && depth < DEEPEST) {
                        down(full + '_', joined(whole, name) + '_', nested, held, kept, depth + 1);
                    } else {
                        pruned(joined(whole, name) + '_', nested, held, kept).ifPresent(some -> put(full, some, false));
                    }
                }
                path.remove(path.size() - 1);
            });
        }

        private void leaf(String full, @Nullable Object value, PathTree kept, boolean ownName) {
            if (kept.ends()) {
                put(full, value, ownName);
            } else {
                stays(() -> "'only' does not name it");
            }
        }

        private boolean isKeptHere(String whole, String name, @Nullable Object value, PathTree held) {
            boolean isKept = held.holds(value, took) || (!secrets.isEmpty() && secrets.hasWhole(joined(whole, name)));
            if (isKept) {
                stays(() -> "a field of data or 'drop' keeps it here");
            }
            return isKept;
        }

        /** One that is too long is not made longer: each value below would bring it once more. */
        private static String joined(String prefix, String written) {
            return prefix.isEmpty() ? written : prefix.length() > Outgoing.LONGEST_NAME ? prefix : prefix + written;
        }

        /** A value that bears the name itself wins over one whose joined or changed name happens to be the same. */
        private void put(String written, @Nullable Object found, boolean own) {
            String known = SingleValues.spelled(written);
            String name = known == null ? written : known;
            if (taken.under(name).isPresent()) {
                stays(() -> "data has a field of the name '" + name + "'");
            } else if (Reserved.isReserved(name)) {
                stays(() -> "reserved: Extole takes '" + name + "' as an order, so only 'data' may send it");
            } else if (fixed.contains(name) || (!(own && name.equals(written)) && data.has(name))) {
                stays(() -> "another value goes out as '" + name + "'");
            } else if (known == null || found == null) {
                send(name, found);
            } else {
                SingleValues.of(known, found, this::at)
                        .ifPresentOrElse(
                                value -> send(name, value),
                                () -> stays(() -> "Extole reads one value as '" + name + "', and there is none"));
            }
        }

        private void send(String name, @Nullable Object value) {
            if (repeatsAnId(name, value)) {
                stays(() -> "the same goes out as an id of the person");
            } else if (value == null && !nulls) {
                stays(() -> "null, which removes something in an identify only");
            } else {
                data.put(name, value);
                names.add(name);
                if (fates != null) {
                    fates.put(List.copyOf(path), new Fate(name, ""));
                }
            }
        }

        private String at() {
            return data.file() + ".yaml, rest: what stands at " + String.join(".", path);
        }

        /** Some libraries write the ids of a call among its traits as well, and of one too long its hash goes out. */
        private boolean repeatsAnId(String name, @Nullable Object value) {
            String key = Spelling.same(name, "user_id")
                    ? "partner_user_id"
                    : Spelling.same(name, "anonymous_id") ? "partner_anonymous_id" : "";
            if (key.isEmpty() || value == null) {
                return false;
            }
            String id = String.valueOf(data.get(key));
            return value.toString().equals(id) || Sha256.isOf(id, value.toString());
        }

        private void stays(Supplier<String> reason) {
            if (fates != null) {
                fates.put(List.copyOf(path), new Fate("", reason.get()));
            }
        }

        /** A nested object without what stays here; empty when nothing is left of it. */
        private Optional<Map<?, ?>> pruned(String whole, Map<?, ?> object, PathTree read, PathTree only) {
            if (only.ends() && (object.isEmpty() || (read.isEmpty() && secrets.isEmpty()))) {
                return Optional.of(object);
            }
            Map<Object, @Nullable Object> left = new LinkedHashMap<>();
            object.forEach((key, value) -> {
                String name = String.valueOf(key);
                path.add(name);
                PathTree held = read.under(name).orElse(NOTHING);
                PathTree kept = only.under(name).orElse(NOTHING);
                if (!isKeptHere(whole, name, value, held)) {
                    if (value instanceof Map<?, ?> nested) {
                        pruned(joined(whole, name) + '_', nested, held, kept).ifPresent(some -> left.put(key, some));
                    } else if (kept.ends()) {
                        left.put(key, value);
                    } else {
                        stays(() -> "'only' does not name it");
                    }
                }
                path.remove(path.size() - 1);
            });
            return left.isEmpty() ? Optional.empty() : Optional.of(left);
        }
    }

    /** Reads {@code rest}, in its short form or its long one. */
    static Optional<Shape> read(Optional<YamlValue> value) {
        return value.flatMap(written -> written.hasKeys()
                ? longForm(YamlKeys.read(written, KEYS))
                : roots(written).map(roots -> new Shape(roots, Naming.AS_IS, true, "")));
    }

    private static Optional<Shape> longForm(YamlKeys keys) {
        Naming naming = keys.get("names")
                .flatMap(names -> names.word("a way to write names", List.of(Naming.values()), Naming::word))
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
