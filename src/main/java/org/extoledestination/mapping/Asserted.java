package org.extoledestination.mapping;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that Engage's assertion is sent, even if the mapping omits it: membership as a boolean under the audience's
 * key, a removed trait as null.
 *
 * @param file the mapping's name, for messages
 * @param ofEngage whether the mapping is for events of Engage only
 * @param fields the lines of {@code data} by the paths that they read
 * @param dropped what the file drops
 * @param taken names that only {@code data} may write
 */
record Asserted(
        String file, boolean ofEngage, Map<List<String>, Field> fields, Set<List<String>> dropped, Set<String> taken) {

    static Asserted of(MappingInfo info, When when, List<Field> fields, PathReasons drop) {
        Map<List<String>, Field> paths = new LinkedHashMap<>();
        fields.forEach(field -> field.from().forEach(path -> paths.putIfAbsent(path.names(), field)));
        return new Asserted(
                info.name(),
                when.computation().isPresent(),
                paths,
                new HashSet<>(drop.names()),
                fields.stream().map(Field::key).collect(Collectors.toUnmodifiableSet()));
    }

    /** Where the value stands, from the top of the event. */
    static List<String> path(Computation computation, Map<String, Object> event) {
        return List.of(isIdentify(event) ? "traits" : "properties", computation.key());
    }

    /** The event with the membership as it was read: journeys write a boolean as text, or nothing. */
    static Map<String, Object> spelledOut(Map<String, Object> event, Computation computation) {
        String root = path(computation, event).get(0);
        Object value = computation.value();
        if (computation.kind() != Computation.Kind.AUDIENCE
                || value == null
                || (event.get(root) instanceof Map<?, ?> values && value.equals(values.get(computation.key())))) {
            return event;
        }
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        if (event.get(root) instanceof Map<?, ?> present) {
            values.putAll(present);
        }
        values.put(computation.key(), value);
        Map<String, Object> spelledOut = new LinkedHashMap<>(event);
        spelledOut.put(root, values);
        return spelledOut;
    }

    /**
     * Adds the value, unless a field of {@code data} has sent it or the file drops it by name.
     *
     * @return whether the value stands in the data under its own key
     * @throws UnmappableEventException when the key is a name that has another meaning
     */
    boolean addTo(Outgoing data, Map<String, Object> event, Computation computation) {
        List<String> path = path(computation, event);
        Field field = reading(path);
        boolean removed = computation.value() == null;
        if (field != null && removed) {
            if (isIdentify(event) && !Reserved.isReserved(field.key()) && !data.has(field.key())) {
                data.put(field.key(), null);
            }
            return false;
        }
        if ((field != null && sends(field, path, event))
                || dropped.stream().anyMatch(each -> Spelling.same(each, path))
                || (computation.kind() == Computation.Kind.TRAIT && !ofEngage)
                || (removed && !isIdentify(event))) {
            return false;
        }
        if (taken.contains(computation.key()) || Reserved.isReserved(computation.key())) {
            throw new UnmappableEventException(
                    "reserved_name",
                    file + ".yaml: the " + When.word(computation.kind())
                            + " cannot go out under its own key, because data or Extole itself uses that name for something"
                            + " else. Give it another name by a field of data that reads " + path.get(0) + ".<key>.");
        }
        data.put(computation.key(), computation.value());
        return true;
    }

    /** A field with several paths, or one that passes values over, reads a path and yet may not send what is there. */
    private static boolean sends(Field field, List<String> path, Map<String, Object> event) {
        int source = field.source(event);
        return source >= 0 && Spelling.same(field.from().get(source).names(), path);
    }

    private @Nullable Field reading(List<String> path) {
        return fields.entrySet().stream()
                .filter(each -> Spelling.same(each.getKey(), path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static boolean isIdentify(Map<String, Object> event) {
        return EventType.IDENTIFY.word().equals(event.get("type"));
    }
}
