package org.extoledestination.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventTime;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.event.Spelling;
import org.extoledestination.mapping.Explanation.Left;
import org.extoledestination.mapping.Explanation.Taken;
import org.jspecify.annotations.Nullable;

/** Tells for one event and its mapping where each value that goes out came from, and why each other one stays. */
final class Explainer {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*");
    private static final List<String> CONTEXT_TRAITS = List.of("context", "traits");
    private static final int DEEPEST = 32;
    /** Of each name on the way to a value, which is told for each value. */
    private static final int LONGEST_SHOWN = 200;

    private static final List<String> TIMES = List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt");
    private static final List<List<String>> OF_COMPUTATION = List.of(
            List.of("context", "personas", "computation_class"), List.of("context", "personas", "computation_key"));

    private final EventTime time;
    private final Mapping mapping;
    private final Map<String, Object> event;
    private final Optional<Computation> computation;
    private final Map<String, @Nullable Object> data;
    private final Map<List<String>, @Nullable Object> leaves = new LinkedHashMap<>();
    private final Map<String, Taken> taken = new LinkedHashMap<>();
    /** Paths whose values a field has sent, with the field's key. */
    private final Map<List<String>, String> read = new LinkedHashMap<>();

    /**
     * Looks at one event.
     *
     * @param data what went out; empty for an event that was refused
     * @param time tells when it happened
     */
    Explainer(
            Mapping mapping,
            Map<String, Object> event,
            Optional<Computation> computation,
            Map<String, @Nullable Object> data,
            EventTime time) {
        this.time = time;
        this.mapping = mapping;
        this.event = computation.map(known -> Asserted.spelledOut(event, known)).orElse(event);
        this.computation = computation;
        this.data = data;
        gather(List.of(), this.event, 0);
        mapping.fields().forEach(this::field);
    }

    private void gather(List<String> above, Map<?, ?> object, int depth) {
        object.forEach((key, value) -> {
            List<String> names = new ArrayList<>(above);
            names.add(String.valueOf(key));
            if (value instanceof Map<?, ?> nested && !nested.isEmpty() && depth < DEEPEST) {
                gather(names, nested, depth + 1);
            } else {
                leaves.put(List.copyOf(names), value);
            }
        });
    }

    private void field(Field field) {
        int source = field.source(event);
        if (source >= 0) {
            Source path = field.from().get(source);
            Object found = path.find(event).orElseThrow();
            List<String> names = spelled(path);
            if (!names.isEmpty()) {
                read.putIfAbsent(names, field.key());
            }
            String from = names.isEmpty() || (path instanceof ValuePath && names.equals(path.names()))
                    ? path.text()
                    : path(names);
            Optional<Object> value = sent(field);
            value.ifPresent(
                    out -> taken.put(field.key(), new Taken(field.key(), out, from, how(field, source, found, out))));
        } else if (field.otherwise().isPresent()) {
            taken.put(field.key(), constant(field, field.otherwise().get()));
        } else if (data.containsKey(field.key())) {
            taken.put(field.key(), standIn(field));
        }
    }

    /** The names as the event spells them. */
    private List<String> spelled(Source path) {
        return path.names().isEmpty() ? List.of() : path.reads().get(0).spelled(event);
    }

    /** What the field gives; nothing where its value makes the event a refused one. */
    private Optional<Object> sent(Field field) {
        try {
            return field.value(event);
        } catch (UnmappableEventException refused) {
            return Optional.empty();
        }
    }

    private static String how(Field field, int source, Object found, Object out) {
        List<String> how = new ArrayList<>();
        if (field.from().size() > 1) {
            how.add("path " + (source + 1) + " of " + field.from().size());
        }
        Source path = field.from().get(source);
        if (path instanceof Computed && !path.names().isEmpty()) {
            how.add(path.text());
        }
        if (!field.conversion().equals(Conversion.NONE)) {
            how.add("as " + field.conversion().name());
        }
        Optional<Object> whole = field.conversion().apply(found);
        if (!whole.equals(Optional.of(out))) {
            how.add((field.limits().longer() == Longer.CUT ? "cut to " : "hashed to ")
                    + field.limits().longest());
        }
        return String.join(", ", how);
    }

    private static Taken constant(Field field, Object value) {
        return field.from().isEmpty()
                ? new Taken(field.key(), value, "constant", "")
                : new Taken(field.key(), value, "default", "nothing at " + field.places());
    }

    private Taken standIn(Field field) {
        Object value = data.get(field.key());
        if (value == null) {
            return new Taken(field.key(), null, field.places(), "removed");
        }
        boolean whole = value.equals(event.get(Unique.STAND_IN));
        return new Taken(
                field.key(), value, Unique.STAND_IN, "stands in for " + field.places() + (whole ? "" : ", hashed"));
    }

    /** Everything that goes out, in the order of the data. */
    List<Taken> taken(Optional<String> container) {
        Map<String, Taken> all = new LinkedHashMap<>(taken);
        leaves.forEach((names, value) -> outgoing(names, value)
                .ifPresent(name -> all.putIfAbsent(name, new Taken(name, data.get(name), path(names), "rest"))));
        computation
                .filter(known -> data.containsKey(known.key()) && !taken.containsKey(known.key()))
                .ifPresent(known -> all.put(
                        known.key(),
                        new Taken(
                                known.key(),
                                data.get(known.key()),
                                path(Asserted.path(known, event)),
                                "the " + When.word(known.kind()) + " that Engage asserts")));
        container.ifPresent(
                name -> all.put("container", new Taken("container", name, "mapping.container", "the setting")));
        if (data.isEmpty()) {
            return List.copyOf(taken.values());
        }
        return data.keySet().stream()
                .map(key ->
                        Objects.requireNonNullElseGet(all.get(key), () -> new Taken(key, data.get(key), "rest", "")))
                .toList();
    }

    /** The name under which rest sends a value, if it does. */
    private Optional<String> outgoing(List<String> names, @Nullable Object value) {
        if (read.containsKey(names)
                || isHeld(names, value)
                || mapping.drop().reasonFor(names).isPresent()) {
            return Optional.empty();
        }
        return mapping.rest()
                .flatMap(rest -> rest.fateOf(names, value, event))
                .map(Rest.Fate::name)
                .filter(name -> !name.isEmpty() && data.containsKey(name) && isSame(data.get(name), value));
    }

    /** With {@code flatten: false} the value is one of those inside what went out. */
    private static boolean isSame(@Nullable Object out, @Nullable Object value) {
        return Objects.equals(out, value) || (out instanceof Map && !(value instanceof Map));
    }

    /** Whether a field keeps it from going out by rest: it took another spelling, conceals it, or nothing stands there. */
    private boolean isHeld(List<String> names, @Nullable Object value) {
        return mapping.fields().stream().anyMatch(field -> {
            if (field.conceals()) {
                return field.from().stream()
                        .flatMap(path -> path.reads().stream())
                        .anyMatch(path -> begins(names, path.head()));
            }
            int source = field.source(event);
            return (source >= 0 && Spelling.same(field.from().get(source).names(), names))
                    || (!Spelling.saysSomething(value)
                            && field.from().stream().anyMatch(path -> Spelling.same(path.names(), names)));
        });
    }

    private static boolean begins(List<String> names, List<String> head) {
        return !head.isEmpty() && names.size() >= head.size() && Spelling.same(names.subList(0, head.size()), head);
    }

    /** Everything that stays. */
    List<Left> left() {
        List<Left> left = new ArrayList<>();
        leaves.forEach((names, value) -> reason(names, value).ifPresent(why -> left.add(new Left(path(names), why))));
        return left;
    }

    private Optional<String> reason(List<String> names, @Nullable Object value) {
        if (read.containsKey(names)
                || isUsed(names)
                || isAsserted(names)
                || outgoing(names, value).isPresent()) {
            return Optional.empty();
        }
        return passedOver(names, value)
                .or(() -> mapping.drop().reasonFor(names).map(reason -> "drop: " + reason))
                .or(() -> partlyRead(names))
                .or(() -> ofContext(names))
                .or(() -> otherTime(names, value))
                .or(() -> mapping.rest()
                        .flatMap(rest -> rest.fateOf(names, value, event))
                        .map(fate -> fate.name().isEmpty()
                                ? fate.reason()
                                : "another value goes out as '" + fate.name() + "'"))
                .or(() -> Optional.of("nothing in " + mapping.info().name() + ".yaml takes it"));
    }

    /** What chose the file, or became the event's name or time. */
    private boolean isUsed(List<String> names) {
        return names.equals(List.of("type"))
                || (computation.isPresent() && OF_COMPUTATION.contains(names))
                || (names.equals(List.of("event")) && !mapping.when().events().isEmpty())
                || mapping.send()
                        .path()
                        .map(ValuePath::names)
                        .filter(names::equals)
                        .isPresent()
                || time.key(event).filter(path -> names.equals(List.of(path))).isPresent();
    }

    private boolean isAsserted(List<String> names) {
        return computation
                .filter(known -> data.containsKey(known.key()))
                .filter(known -> names.equals(Asserted.path(known, event)))
                .isPresent();
    }

    private Optional<String> passedOver(List<String> names, @Nullable Object value) {
        for (Field field : mapping.fields()) {
            for (Source path : field.from()) {
                if (!names.isEmpty() && Spelling.same(path.names(), names)) {
                    return Optional.of(passedOver(field, path, value));
                }
            }
        }
        return Optional.empty();
    }

    private String passedOver(Field field, Source path, @Nullable Object value) {
        String key = "data." + field.key();
        if (value == null) {
            return key + " takes no null";
        }
        if (value instanceof String text && text.isBlank()) {
            return key + " takes no blank text";
        }
        if (field.conversion().apply(value).isEmpty()) {
            return key + " passes it over: it is not " + field.conversion().takes();
        }
        int source = field.source(event);
        if (source < 0) {
            return key + " does not take it";
        }
        Source first = field.from().get(source);
        return key + " took " + (first.equals(path) ? path(spelled(first)) : first.text()) + " first";
    }

    private Optional<String> partlyRead(List<String> names) {
        return mapping.fields().stream()
                .flatMap(field -> field.from().stream()
                        .filter(path -> path.names().isEmpty())
                        .filter(path -> path.reads().stream().anyMatch(one -> begins(names, one.head())))
                        .map(path -> "no more of it than data." + field.key() + " reads, at " + path.text()))
                .findFirst();
    }

    private Optional<String> otherTime(List<String> names, @Nullable Object value) {
        if (names.size() != 1 || !TIMES.contains(names.get(0))) {
            return Optional.empty();
        }
        String why = value == null ? "" : "it is no time that is read; ";
        Optional<Instant> read = SegmentTime.of(value);
        if (read.isPresent()) {
            boolean isBelieved =
                    SegmentTime.believed(read.get(), time.clock().instant()).isPresent();
            why = isBelieved ? "" : "it is before 1971 or in the future; ";
        }
        return Optional.of(why + "event_time comes from " + time.key(event).orElse("the clock"));
    }

    /** Of an identify. */
    private Optional<String> ofContext(List<String> names) {
        if (names.size() < CONTEXT_TRAITS.size() + 1
                || !names.subList(0, CONTEXT_TRAITS.size()).equals(CONTEXT_TRAITS)
                || !EventType.IDENTIFY.word().equals(event.get("type"))) {
            return Optional.empty();
        }
        return Optional.of("counts as " + path(names.subList(1, names.size())) + ", unless that is there");
    }

    static String path(List<String> names) {
        StringBuilder path = new StringBuilder();
        for (String whole : names) {
            String name = whole.length() > LONGEST_SHOWN ? whole.substring(0, LONGEST_SHOWN) + "..." : whole;
            if (!PLAIN.matcher(name).matches()) {
                path.append("['").append(name).append("']");
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.toString();
    }
}
