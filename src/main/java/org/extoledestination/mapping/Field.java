package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line of {@code data}.
 *
 * @param file the mapping file, for messages
 * @param key the name under which Extole gets the value
 * @param from where the value is looked for, in this order; empty for a constant
 * @param otherwise the value when nothing was found
 */
record Field(
        String file, String key, List<Source> from, Optional<Object> otherwise, Conversion conversion, Limits limits) {

    /**
     * The value of a field.
     *
     * @param path the number of the path that gave it, counted from 0; -1 for a constant or a default
     */
    record Given(Object value, int path) {}

    Optional<Object> value(Map<String, Object> event) {
        return give(event).map(Given::value);
    }

    Optional<Given> give(Map<String, Object> event) {
        for (int i = 0; i < from.size(); i++) {
            Object found = from.get(i).find(event).orElse(null);
            if (found != null && isAValue(found)) {
                Optional<Object> value = take(found, from.get(i));
                if (value.isPresent()) {
                    return Optional.of(new Given(value.get(), i));
                }
            }
        }
        if (limits.required() && otherwise.isEmpty()) {
            throw new UnmappableEventException(
                    "missing_field",
                    at() + " is required, and there is nothing at " + places()
                            + ". Let the sender fill one of them, or give the field another 'from', a 'default', or no 'required'.");
        }
        return otherwise.map(value -> new Given(value, -1));
    }

    /** Whether its source must not be sent unhashed. */
    boolean conceals() {
        return conversion.name().equals(Conversions.SHA256);
    }

    /** For explanations: which of the paths gives the value, counted from 0; -1 when none does. */
    int source(Map<String, Object> event) {
        for (int i = 0; i < from.size(); i++) {
            Source path = from.get(i);
            if (path.find(event)
                    .filter(this::isAValue)
                    .flatMap(conversion::apply)
                    .filter(value -> limits.longer() != Longer.CUT
                            || path.between().isEmpty()
                            || measured(value, path).isPresent())
                    .isPresent()) {
                return i;
            }
        }
        return -1;
    }

    private Optional<Object> take(Object found, Source path) {
        Optional<Object> value = conversion.apply(found);
        if (value.isPresent()) {
            return measured(value.get(), path);
        }
        if (limits.passesOver()) {
            return value;
        }
        throw bad(path, "is not " + conversion.takes());
    }

    private Optional<Object> measured(Object value, Source path) {
        return limits.measured(value, path.between(), () -> standsAt(path));
    }

    private UnmappableEventException bad(Source path, String why) {
        return new UnmappableEventException(
                "bad_value",
                standsAt(path) + " " + why
                        + ". Correct 'as' here if senders are right, else let the sender correct it. With 'otherwise: skip'"
                        + " the event goes without this value.");
    }

    /** An empty text is no id and no name: two events that share it have nothing in common. */
    private boolean isAValue(Object found) {
        return conversion.saysSomething(found) && !limits.standsForNothing(found);
    }

    private String standsAt(Source path) {
        return at() + ": what stands at " + path.text();
    }

    private String at() {
        return file + ".yaml, data." + key;
    }

    String places() {
        return from.stream().map(Source::text).collect(Collectors.joining(", "));
    }
}
