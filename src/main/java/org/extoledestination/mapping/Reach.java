package org.extoledestination.mapping;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.extoledestination.event.Spelling;

/**
 * Checks that the paths of {@code drop} and {@code only} have an effect: with an ineffective path a value would be sent
 * although its author excluded it.
 *
 * @param rest what {@code rest} says
 * @param fields the lines of {@code data}
 */
record Reach(Optional<Rest.Shape> rest, List<Field> fields) {

    /** Where Engage puts what it asserts, which goes out whatever {@code rest} says. */
    private static final Set<String> ASSERTED = Set.of("traits", "properties");

    private static final int ASSERTED_DEPTH = 2;

    /** For a path in {@code drop}. */
    Optional<String> whyNotDropped(List<String> names) {
        Optional<String> sentBy = fields.stream()
                .filter(field -> sendsAsItIs(field, names))
                .map(Field::key)
                .findFirst();
        if (sentBy.isPresent()) {
            return Optional.of("data." + sentBy.get() + " sends it all the same. Take that line out of 'data', or this"
                    + " one out of 'drop'");
        }
        boolean mayBeAsserted = names.size() == ASSERTED_DEPTH && ASSERTED.contains(names.get(0));
        return mayBeAsserted || isOfRest(names)
                ? Optional.empty()
                : Optional.of("nothing that goes out stands there." + where());
    }

    /** For a path in {@code only}. */
    Optional<String> whyNotAlone(List<String> names) {
        return rest.isEmpty() || isOfRest(names)
                ? Optional.empty()
                : Optional.of("nothing of 'rest' stands there." + where());
    }

    private String where() {
        return rest.map(shape -> " 'rest' is what stands at "
                        + String.join(
                                ", ",
                                shape.roots().stream().map(ValuePath::text).toList())
                        + ": write a path from there, with that in front")
                .orElse(" There is no 'rest', so only 'data' goes out");
    }

    private boolean isOfRest(List<String> names) {
        return rest.stream().flatMap(shape -> shape.roots().stream()).anyMatch(root -> {
            int both = Math.min(names.size(), root.names().size());
            return Spelling.same(names.subList(0, both), root.names().subList(0, both));
        });
    }

    /** A hash of it may go out beside. */
    private static boolean sendsAsItIs(Field field, List<String> names) {
        return !field.conceals() && field.from().stream().anyMatch(path -> Spelling.same(path.names(), names));
    }
}
