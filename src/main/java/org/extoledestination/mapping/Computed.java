package org.extoledestination.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.extoledestination.event.Spelling;

/**
 * A value that is made of others.
 *
 * @param isAmount whether it is a number, or else a value of which no number can be made
 * @param names of the value that it takes as a whole; empty if it only uses what it reads
 * @param reads the paths of what it is made of
 * @param between as {@link Source#between}
 * @param rule makes it; empty where something is missing
 */
record Computed(
        boolean isAmount,
        String text,
        List<String> names,
        List<ValuePath> reads,
        String between,
        Function<Map<String, Object>, Optional<Object>> rule)
        implements Source {

    Computed(
            boolean isAmount,
            String text,
            List<String> names,
            List<ValuePath> reads,
            Function<Map<String, Object>, Optional<Object>> rule) {
        this(isAmount, text, names, reads, "", rule);
    }

    /** The same, where none of {@code others} has a value. */
    Computed unless(List<Source> others) {
        return new Computed(
                isAmount,
                text,
                names,
                reads,
                between,
                event -> others.stream().anyMatch(other -> hasValue(other, event)) ? Optional.empty() : find(event));
    }

    private static boolean hasValue(Source source, Map<String, Object> event) {
        return source.find(event).filter(Spelling::saysSomething).isPresent();
    }

    @Override
    public Optional<Object> find(Map<String, Object> event) {
        return rule.apply(event);
    }
}
