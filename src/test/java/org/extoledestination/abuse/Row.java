package org.extoledestination.abuse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one kind of attack came to.
 *
 * @param many requests or connections
 * @param answers how often each answer was heard
 * @param slowest answer
 * @param served how honest senders fared meanwhile
 * @param faults what must not be, in words
 */
record Row(
        String kind,
        int many,
        Map<String, Integer> answers,
        Duration slowest,
        Service.Served served,
        List<String> faults) {

    String line() {
        String heard = answers.entrySet().stream()
                .map(answer -> answer.getKey() + " x" + answer.getValue())
                .collect(Collectors.joining(", "));
        return "| " + kind + " | " + many + " | " + heard + " | " + slowest.toMillis() + " ms | " + served.percent()
                + " % of " + served.attempts() + ", longest without "
                + served.longestWithout().toMillis() + " ms | " + (faults.isEmpty() ? "held" : "FAILED") + " |";
    }
}
