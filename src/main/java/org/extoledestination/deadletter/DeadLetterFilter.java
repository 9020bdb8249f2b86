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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentTime;

/**
 * Which dead letters are meant: those to which all of it applies. Made of the parameters of a request, of which none is
 * passed over: a filter that is misspelt would mean all letters. A word is compared as it is, with its case and blanks.
 *
 * @param conditions SQL, each with parameters out of {@code values}
 * @param discarded whether those are meant that were discarded, and not the others
 */
public record DeadLetterFilter(List<String> conditions, Map<String, Object> values, boolean discarded) {

    /** The parameters that say which letters are meant. */
    static final Set<String> NAMES = Set.of(
            "id",
            "upTo",
            "reason",
            "code",
            "type",
            "source",
            "event",
            "person",
            "messageId",
            "batch",
            "since",
            "until",
            "discarded");

    /** Behind every hexadecimal digit, in any collation. */
    private static final char BEHIND_DIGITS = 'g';

    private static final int FINGERPRINT = 64;
    private static final List<String> FLAG = List.of("true", "false");
    private static final int MOST_NUMBERS = 1_000;

    public static final DeadLetterFilter NONE = new DeadLetterFilter(List.of(), Map.of(), false);

    /**
     * Reads what stands in the address of a request.
     *
     * @param parameters by name; several values of one name mean any of them
     * @param others parameters that are no filters, none of which hides a filter of the same name
     * @throws IllegalArgumentException for a name or a value that is none; the message says which name
     */
    static DeadLetterFilter of(Map<String, String[]> parameters, Set<String> others) {
        Builder builder = new Builder();
        parameters.forEach((name, values) -> {
            if (!others.contains(name)) {
                builder.add(name, Arrays.asList(values));
            }
        });
        return new DeadLetterFilter(
                List.copyOf(builder.conditions), Map.copyOf(builder.values), builder.discarded || builder.isOfBatch);
    }

    /** Whether nothing is left out. */
    boolean isEmpty() {
        return conditions.isEmpty();
    }

    /** Whether it means letters to which none can be added: by their numbers, the ids of their events, or their discard. */
    boolean namesEach() {
        return values.containsKey("id") || values.containsKey("messageId") || values.containsKey("batch");
    }

    /** The sources that it names. */
    List<String> sources() {
        return values.get("source") instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
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
        private boolean isOfBatch;

        void add(String name, List<String> given) {
            if (NAMES.contains(name) && given.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("'" + name + "' is blank. Say which letters are meant.");
            }
            switch (name) {
                case "reason" -> any(name, name, known(name, given, Reason.WORDS));
                case "type" -> any(name, name, known(name, given, EventType.WORDS));
                case "code" -> any(name, name, given);
                // The index of sources and ids would make H2 read every row of the source.
                case "source" -> any("SUBSTRING(source FROM 1)", name, given);
                case "event" -> any("event_name", name, DeadLetterColumns.names(given));
                case "messageId" -> any("message_id", name, given);
                case "id" -> any("id", name, numbers(name, given));
                case "batch" -> batch(name, given);
                case "upTo" -> upTo(name, given);
                case "person" -> people(given);
                case "since" -> time(name, "since >= :since", only(name, given));
                case "until" -> time(name, "since < :until", only(name, given));
                case "discarded" ->
                    discarded = only(name, known(name, given, FLAG)).equals("true");
                default -> throw new IllegalArgumentException("There is no parameter '" + name + "'.");
            }
        }

        /** Words of ours: one that is misspelt would find nothing, and look as if there were nothing. */
        private static List<String> known(String name, List<String> given, List<String> words) {
            given.stream().filter(word -> !words.contains(word)).findFirst().ifPresent(unknown -> {
                throw new IllegalArgumentException(
                        "'" + name + "' has no '" + unknown + "'. Known: " + String.join(", ", words) + '.');
            });
            return given;
        }

        private static String only(String name, List<String> given) {
            if (given.size() > 1) {
                throw new IllegalArgumentException("'" + name + "' is given more than once.");
            }
            return given.get(0);
        }

        /** Numbers parted by commas. */
        private static List<Long> numbers(String name, List<String> given) {
            List<String> numbers = given.stream()
                    .flatMap(each -> Arrays.stream(each.split(",")))
                    .toList();
            if (numbers.isEmpty() || numbers.size() > MOST_NUMBERS) {
                throw new IllegalArgumentException(
                        "'" + name + "' takes numbers, parted by commas, and at most " + MOST_NUMBERS + '.');
            }
            try {
                return numbers.stream().map(Long::valueOf).toList();
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + name + "' is not a whole number.", e);
            }
        }

        /** Letters that belong to a discard are discarded: nobody need say so. */
        private void batch(String name, List<String> given) {
            any("discard_batch", name, numbers(name, given));
            isOfBatch = true;
        }

        private void upTo(String name, List<String> given) {
            List<Long> highest = numbers(name, given);
            if (highest.size() > 1) {
                throw new IllegalArgumentException("'" + name + "' is one number.");
            }
            conditions.add("id <= :upTo");
            values.put(name, highest.get(0));
        }

        private void any(String column, String name, List<?> anyOf) {
            conditions.add(column + " IN (:" + name + ')');
            values.put(name, anyOf);
        }

        /** Fingerprints, or their first digits. They do not reveal the person. */
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

        private void time(String name, String condition, String given) {
            Instant time = SegmentTime.parse(given)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + name + "' is no time. Write 2026-11-23 or 2026-11-23T10:00:00Z."));
            conditions.add(condition);
            values.put(name, Timestamp.from(time));
        }
    }
}
