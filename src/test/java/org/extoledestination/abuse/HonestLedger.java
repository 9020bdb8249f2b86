package org.extoledestination.abuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What honest senders were promised, and what Extole has got of it. A sender goes on to a person's next event only after
 * the one before was accepted.
 */
final class HonestLedger {

    private static final Pattern ID = Pattern.compile("honest-(\\d+-\\w+)-(\\d+)");

    private int epoch;
    private final Map<String, Integer> given = new HashMap<>();
    private final Map<String, Integer> accepted = new HashMap<>();
    private final Map<String, List<Integer>> arrived = new HashMap<>();

    /** The id of a person's next event. */
    synchronized String next(String person) {
        return "honest-" + epoch + '-' + person + '-' + (given.merge(person, 1, Integer::sum) - 1);
    }

    synchronized void accepted(String messageId) {
        Matcher id = ID.matcher(messageId);
        if (id.matches() && isOfNow(id)) {
            accepted.merge(id.group(1), 1, Integer::sum);
        }
    }

    /** Whether the event was an honest one. */
    synchronized boolean arrives(String messageId) {
        Matcher id = ID.matcher(messageId);
        if (!id.matches()) {
            return false;
        }
        if (isOfNow(id)) {
            arrived.computeIfAbsent(id.group(1), person -> new ArrayList<>()).add(Integer.valueOf(id.group(2)));
        }
        return true;
    }

    private boolean isOfNow(Matcher id) {
        return id.group(1).startsWith(epoch + "-");
    }

    /** How many were accepted and have not arrived. */
    synchronized long outstanding() {
        return accepted.entrySet().stream()
                .mapToLong(person -> person.getValue()
                        - firsts(person.getKey()).stream()
                                .filter(number -> number < person.getValue())
                                .count())
                .sum();
    }

    /** How many of each person have been accepted by now. */
    synchronized Map<String, Integer> mark() {
        return Map.copyOf(accepted);
    }

    /** Whether all that was accepted at a {@link #mark} has arrived. */
    synchronized boolean hasArrived(Map<String, Integer> mark) {
        return mark.entrySet().stream()
                .allMatch(person -> firsts(person.getKey()).stream()
                                .filter(number -> number < person.getValue())
                                .count()
                        == person.getValue());
    }

    synchronized long accepted() {
        return accepted.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** What was lost or overtaken, in words; nothing if all is well. */
    synchronized List<String> broken() {
        List<String> broken = new ArrayList<>();
        accepted.forEach((person, number) -> {
            List<Integer> firsts = firsts(person);
            List<Integer> missing = IntStream.range(0, number)
                    .filter(i -> !firsts.contains(i))
                    .boxed()
                    .toList();
            if (!missing.isEmpty()) {
                broken.add(person + " lost " + missing);
            }
            if (!firsts.equals(firsts.stream().sorted().toList())) {
                broken.add(person + " out of order: " + firsts);
            }
        });
        return broken;
    }

    /** Each number when it came first. */
    private List<Integer> firsts(String person) {
        Set<Integer> firsts = new LinkedHashSet<>(arrived.getOrDefault(person, List.of()));
        return List.copyOf(firsts);
    }

    /** How many came more than once. */
    synchronized long repeats() {
        return arrived.values().stream()
                .mapToLong(numbers -> numbers.size() - new LinkedHashSet<>(numbers).size())
                .sum();
    }

    /** Forgets what was outstanding, after a store had to be thrown away. */
    synchronized void forget() {
        epoch++;
        given.clear();
        accepted.clear();
        arrived.clear();
    }
}
