package org.extoledestination.mapping.shadow;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The results since the candidate was read. Safe for many threads. */
public final class Tally {

    /** The most kinds of difference that are counted separately; the names of traits are unlimited. */
    static final int MOST_DIFFERENCES = 1_000;

    static final String OTHERS = "others";
    private static final int REMEMBERED = 10_000;

    private final Instant since;
    private final Map<String, Map<String, Difference>> differences = new TreeMap<>();
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long same;
    private long different;
    private long notCompared;
    private int kinds;

    Tally(Instant since) {
        this.since = since;
    }

    /**
     * One way in which results differ.
     *
     * @param count in how many events
     * @param example the messageId of the first of them
     */
    public record Difference(long count, String example) {}

    /**
     * The numbers of a moment.
     *
     * @param since when the candidate was read
     * @param differences by the mapping file in use, then by what differs
     */
    public record Numbers(
            Instant since,
            long compared,
            long same,
            long different,
            long notCompared,
            Map<String, Map<String, Difference>> differences) {}

    /** Whether this event comes for the first time: one that waits for Extole is mapped at each attempt. */
    synchronized boolean isNew(String messageId) {
        return seen.put(messageId, true) == null;
    }

    synchronized void compared(String mapping, List<String> ways, String messageId) {
        if (ways.isEmpty()) {
            same++;
            return;
        }
        different++;
        ways.forEach(way -> count(mapping, way, messageId));
    }

    private void count(String mapping, String way, String messageId) {
        Map<String, Difference> ofMapping = differences.computeIfAbsent(mapping, name -> new TreeMap<>());
        if (!ofMapping.containsKey(way) && ++kinds > MOST_DIFFERENCES) {
            ofMapping.merge(OTHERS, new Difference(1, messageId), Tally::sum);
        } else {
            ofMapping.merge(way, new Difference(1, messageId), Tally::sum);
        }
    }

    private static Difference sum(Difference known, Difference next) {
        return new Difference(known.count() + next.count(), known.example());
    }

    synchronized void notCompared() {
        notCompared++;
    }

    synchronized Numbers numbers() {
        Map<String, Map<String, Difference>> copy = new LinkedHashMap<>();
        differences.forEach(
                (mapping, ways) -> copy.put(mapping, Collections.unmodifiableMap(new LinkedHashMap<>(ways))));
        return new Numbers(since, same + different, same, different, notCompared, Collections.unmodifiableMap(copy));
    }
}
