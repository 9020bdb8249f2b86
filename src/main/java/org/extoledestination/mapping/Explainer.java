package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Spelling;
import org.extoledestination.mapping.Explanation.Left;
import org.extoledestination.mapping.Explanation.Taken;
import org.jspecify.annotations.Nullable;

/** Explains for one event and its mapping where each sent value came from, and why others are not sent. */
final class Explainer {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$-]*");
    private static final String TRAITS = "traits";
    private static final List<String> CONTEXT_TRAITS = List.of("context", TRAITS);
    private static final int DEEPEST = 32;
    /** The length to which a name on the path to a value is cut. */
    private static final int LONGEST_SHOWN = 200;

    private static final List<List<String>> OF_COMPUTATION = List.of(
            List.of("context", "personas", "computation_class"), List.of("context", "personas", "computation_key"));

    private final WrittenTimes times;
    private final Mapping mapping;
    private final boolean isIdentify;
    private final Map<String, Object> segment;
    private final Map<String, Object> event;
    private final Map<List<String>, Rest.Fate> fates;
    /** The values that {@code rest} sends: the path by the name. */
    private final Map<String, List<String>> sent = new LinkedHashMap<>();

    private final Optional<Computation> computation;
    private final Map<String, @Nullable Object> data;
    private final Map<List<String>, @Nullable Object> leaves = new LinkedHashMap<>();
    private final Map<String, Taken> taken = new LinkedHashMap<>();
    /** Paths whose values a field has sent, with the field's key. */
    private final Map<List<String>, String> read = new LinkedHashMap<>();

    /**
     * Looks at one event.
     *
     * @param segment the event as it came
     * @param event the same with all its traits in one place
     * @param data what went out; empty for an event that was refused
     * @param fates what became of what stands under rest
     * @param times as its sender wrote them: they are told instead of those of {@code segment}
     */
    Explainer(
            Mapping mapping,
            Map<String, Object> segment,
            Map<String, Object> event,
            Optional<Computation> computation,
            Map<String, @Nullable Object> data,
            Map<List<String>, Rest.Fate> fates,
            WrittenTimes times) {
        this.times = times;
        this.segment = segment;
        this.isIdentify = EventType.IDENTIFY.word().equals(segment.get("type"));
        this.fates = fates;
        fates.forEach((path, fate) -> sent.put(fate.name(), path));
        sent.remove("");
        this.mapping = mapping;
        this.event = computation.map(known -> Asserted.spelledOut(event, known)).orElse(event);
        this.computation = computation;
        this.data = data;
        gather(List.of(), this.event, 0, leaves);
        leaves.keySet()
                .removeIf(
                        names -> Spelling.begins(names, CONTEXT_TRAITS) && isOfContext(names.subList(1, names.size())));
        leaves.keySet()
                .removeIf(names -> WrittenTimes.isOne(names)
                        && (names.size() > 1 || !times.event().containsKey(names.get(0))));
        leaves.replaceAll(
                (names, value) -> WrittenTimes.isOne(names) ? times.event().get(names.get(0)) : value);
        mapping.fields().forEach(this::field);
    }

    private static void gather(
            List<String> above, Map<?, ?> object, int depth, Map<List<String>, @Nullable Object> leaves) {
        object.forEach((key, value) -> {
            List<String> names = new ArrayList<>(above);
            names.add(String.valueOf(key));
            if (value instanceof Map<?, ?> nested && !nested.isEmpty() && depth < DEEPEST) {
                gather(names, nested, depth + 1, leaves);
            } else {
                leaves.put(List.copyOf(names), value);
            }
        });
    }

    private void field(Field field) {
        if (!data.isEmpty()
                && data.get(field.key()) == null
                && field.value(event).isPresent()) {
            // The settings keep it here.
            return;
        }
        int source = field.source(event);
        if (source >= 0) {
            Source path = field.from().get(source);
            Object found = path.find(event).orElseThrow();
            List<String> names = spelled(path);
            if (!names.isEmpty()) {
                read.putIfAbsent(names, field.key());
            }
            boolean isAsWritten = path instanceof ValuePath && names.equals(path.names()) && !isOfContext(names);
            String from = names.isEmpty() || isAsWritten ? path.text() : shown(names);
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
        sent.forEach((name, at) -> all.putIfAbsent(name, new Taken(name, data.get(name), shown(at), "rest")));
        computation
                .filter(known -> data.containsKey(known.key()) && !taken.containsKey(known.key()))
                .ifPresent(known -> all.put(
                        known.key(),
                        new Taken(
                                known.key(),
                                data.get(known.key()),
                                shown(Asserted.path(known, event)),
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

    /** What rest has made of a value, or of the object that holds it. */
    private Optional<Rest.Fate> fate(List<String> names) {
        for (int end = names.size(); end > 0; end--) {
            List<String> at = names.subList(0, end);
            Rest.Fate fate = fates.get(at);
            if (fate != null) {
                return Optional.of(sentBy(fate, at));
            }
        }
        return Optional.empty();
    }

    /** A value that another one has pushed out again did not go out. */
    private Rest.Fate sentBy(Rest.Fate fate, List<String> at) {
        return fate.name().isEmpty() || at.equals(sent.get(fate.name()))
                ? fate
                : new Rest.Fate("", "another value goes out as '" + fate.name() + "'");
    }

    /** Everything that stays. */
    List<Left> left() {
        List<Left> left = new ArrayList<>();
        leaves.forEach((names, value) -> reason(names, value).ifPresent(why -> left.add(new Left(shown(names), why))));
        Map<List<String>, @Nullable Object> own = new LinkedHashMap<>();
        gather(List.of(TRAITS), child(segment, TRAITS), 1, own);
        own.forEach((names, value) -> {
            boolean isBlank = value instanceof Map<?, ?> || (value != null && !Spelling.saysSomething(value));
            if (isBlank && !value.equals(at(event, names))) {
                left.add(new Left(path(names), "it is blank, and that of the context is not"));
            }
        });
        return left;
    }

    private Optional<String> reason(List<String> names, @Nullable Object value) {
        if (read.containsKey(names)
                || isUsed(names)
                || isAsserted(names)
                || fate(names).filter(fate -> !fate.name().isEmpty()).isPresent()) {
            return Optional.empty();
        }
        return ofContext(names)
                .or(() -> passedOver(names, value))
                .or(() -> mapping.drop().reasonFor(names).map(reason -> "drop: " + reason))
                .or(() -> partlyRead(names))
                .or(() -> Optional.of(names.get(0))
                        .filter(name -> WrittenTimes.isOne(names))
                        .map(times::why))
                .or(() -> fate(names).map(Rest.Fate::reason))
                .or(() -> Optional.of(
                        isOfRest(names) && data.isEmpty()
                                ? "the event does not go out"
                                : "nothing in " + mapping.info().name() + ".yaml takes it"));
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
                || names.equals(List.of(times.from()));
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
        if (!Spelling.saysSomething(value)) {
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
        return key + " took " + (first.equals(path) ? shown(spelled(first)) : first.text()) + " first";
    }

    private Optional<String> partlyRead(List<String> names) {
        return mapping.fields().stream()
                .flatMap(field -> field.from().stream()
                        .filter(path -> path.names().isEmpty())
                        .filter(path -> path.reads().stream()
                                .map(ValuePath::head)
                                .anyMatch(head -> !head.isEmpty() && Spelling.begins(names, head)))
                        .map(path -> "no more of it than data." + field.key() + " reads, at " + path.text()))
                .findFirst();
    }

    private boolean isOfRest(List<String> names) {
        return mapping.rest().stream()
                .flatMap(rest -> rest.shape().roots().stream())
                .anyMatch(root -> Spelling.begins(names, root.names()));
    }

    /** A trait in the context of an identify: the identify's own trait goes before it. */
    private Optional<String> ofContext(List<String> names) {
        return isIdentify && Spelling.begins(names, CONTEXT_TRAITS) && names.size() > CONTEXT_TRAITS.size()
                ? Optional.of("counts as " + path(names.subList(1, names.size())) + ", unless that is there")
                : Optional.empty();
    }

    /** Whether a trait of an identify stands in its context, and was gathered from there. */
    private boolean isOfContext(List<String> names) {
        return isIdentify
                && names.size() > 1
                && names.get(0).equals(TRAITS)
                && at(child(segment, "context"), names) != null
                && !Objects.equals(at(segment, names), at(event, names));
    }

    private static @Nullable Object at(Map<?, ?> object, List<String> names) {
        Map<?, ?> holder = object;
        for (String name : names.subList(0, names.size() - 1)) {
            holder = child(holder, name);
        }
        return holder.get(names.get(names.size() - 1));
    }

    private static Map<?, ?> child(Map<?, ?> object, String name) {
        return object.get(name) instanceof Map<?, ?> child ? child : Map.of();
    }

    /** Where it stands in the event as it came. */
    private String shown(List<String> names) {
        return (isOfContext(names) ? "context." : "") + path(names);
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
