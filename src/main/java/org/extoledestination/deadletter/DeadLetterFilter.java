package org.extoledestination.deadletter;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.event.SegmentTime;

/**
 * Which dead letters are meant: those to which all of it applies. Made of the parameters of a request, of which none is
 * passed over: a filter that is misspelt would mean all letters.
 *
 * @param conditions SQL, each with parameters out of {@code values}
 * @param discarded whether those are meant that were discarded, and not the others
 */
record DeadLetterFilter(List<String> conditions, Map<String, Object> values, boolean discarded) {

    private static final Set<String> COLUMNS = Set.of("reason", "code", "type", "source");
    private static final Map<String, String> OTHER_COLUMNS = Map.of("event", "event_name", "messageId", "message_id");
    private static final int MOST_IDS = 1_000;
    /** Behind every hexadecimal digit, in any collation. */
    private static final char BEHIND_DIGITS = 'g';

    private static final int FINGERPRINT = 64;

    static final DeadLetterFilter NONE = new DeadLetterFilter(List.of(), Map.of(), false);

    /**
     * Reads what stands in the address of a request.
     *
     * @param parameters by name; several values of one name mean any of them
     * @param others parameters that are no filters
     * @throws IllegalArgumentException for a name or a value that is none; the message says which name
     */
    static DeadLetterFilter of(Map<String, String[]> parameters, Set<String> others) {
        Builder builder = new Builder();
        parameters.forEach((name, values) -> {
            if (!others.contains(name)) {
                builder.add(name, Arrays.asList(values), others);
            }
        });
        return new DeadLetterFilter(
                List.copyOf(builder.conditions), Map.copyOf(builder.values), Boolean.TRUE.equals(builder.discarded));
    }

    /** Whether nothing is left out. */
    boolean isEmpty() {
        return conditions.isEmpty();
    }

    /**
     * The filter as SQL, for those of its letters that are in one of {@code states}. Several states are written as what
     * they are not: H2 reads the numbers in their order then, and needs not sort all letters for one page.
     */
    String where(Set<State> states) {
        String inState = states.size() == 1
                ? "state = '" + states.iterator().next().word() + '\''
                : EnumSet.complementOf(EnumSet.copyOf(states)).stream()
                        .map(state -> "state <> '" + state.word() + '\'')
                        .collect(Collectors.joining(" AND "));
        return Stream.concat(Stream.of(inState), conditions.stream())
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    /** The states of the letters that are listed under this filter. */
    Set<State> listed() {
        return discarded ? EnumSet.of(State.DISCARDED) : EnumSet.complementOf(EnumSet.of(State.DISCARDED));
    }

    private static final class Builder {

        private final List<String> conditions = new ArrayList<>();
        private final Map<String, Object> values = new LinkedHashMap<>();
        private boolean discarded;

        void add(String name, List<String> given, Set<String> others) {
            if (COLUMNS.contains(name) || OTHER_COLUMNS.containsKey(name)) {
                any(OTHER_COLUMNS.getOrDefault(name, name), name, given);
                return;
            }
            switch (name) {
                case "id" -> any("id", name, ids(given));
                case "person" -> people(given);
                case "since" -> time(name, "since >= :since", given);
                case "until" -> time(name, "since < :until", given);
                case "discarded" -> discarded = flag(name, given.get(0));
                default ->
                    throw new IllegalArgumentException(
                            "There is no parameter '" + name + "'. Known: " + String.join(", ", known(others)) + '.');
            }
        }

        private static Set<String> known(Set<String> others) {
            Set<String> known = new TreeSet<>(COLUMNS);
            known.addAll(OTHER_COLUMNS.keySet());
            known.addAll(List.of("id", "person", "since", "until", "discarded"));
            known.addAll(others);
            return known;
        }

        private void any(String column, String name, List<?> anyOf) {
            conditions.add(column + " IN (:" + name + ')');
            values.put(name, anyOf);
        }

        private static List<Long> ids(List<String> given) {
            try {
                List<Long> ids = given.stream()
                        .flatMap(each -> Arrays.stream(each.split(",")))
                        .map(Long::valueOf)
                        .toList();
                if (ids.size() <= MOST_IDS) {
                    return ids;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'id' is not a list of numbers, parted by commas.", e);
            }
            throw new IllegalArgumentException("'id' names more than " + MOST_IDS + " letters. Filter otherwise.");
        }

        /** Fingerprints, or the first digits of them. Whose they are nobody has to say here. */
        private void people(List<String> given) {
            List<String> anyOf = new ArrayList<>();
            List<String> digits = given.stream()
                    .flatMap(each -> Arrays.stream(each.split(",")))
                    .toList();
            for (int i = 0; i < digits.size(); i++) {
                String person = digits.get(i);
                if (!person.matches("[0-9a-f]{8,64}")) {
                    throw new IllegalArgumentException("'person' is not a fingerprint, nor the first 8 or more"
                            + " hexadecimal digits of one. The command dead-letters makes it of a user id or an e-mail"
                            + " address.");
                }
                if (person.length() == FINGERPRINT) {
                    anyOf.add("person = :person" + i);
                    values.put("person" + i, person);
                } else {
                    anyOf.add("(person >= :person" + i + " AND person < :beyond" + i + ')');
                    values.put("person" + i, person);
                    values.put("beyond" + i, person + BEHIND_DIGITS);
                }
            }
            conditions.add(String.join(" OR ", anyOf).transform(any -> '(' + any + ')'));
        }

        private void time(String name, String condition, List<String> given) {
            Instant time = SegmentTime.parse(given.get(0))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + name + "' is no time. Write 2026-11-23 or 2026-11-23T10:00:00Z."));
            conditions.add(condition);
            values.put(name, Timestamp.from(time));
        }
    }

    /** A yes or no. */
    static boolean flag(String name, @org.jspecify.annotations.Nullable String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new IllegalArgumentException("'" + name + "' is neither true nor false.");
    }
}
