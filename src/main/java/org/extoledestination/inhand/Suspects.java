package org.extoledestination.inhand;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The suspects, in memory for who asks, and in their file for the next process. */
final class Suspects {

    private static final Logger log = LoggerFactory.getLogger(Suspects.class);

    /** Far more than can be in hand; beyond it the oldest are forgotten. */
    private static final int MOST = 10_000;

    /** What has not come again for so long went another way: another instance has taken it, or somebody has purged it. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** Abrupt ends within this time of each other are one series. */
    private static final Duration SERIES = Duration.ofMinutes(15);

    private final SuspectFile file;
    private final Clock clock;
    private final Map<String, Suspect> suspects = new ConcurrentHashMap<>();
    private List<Instant> ends = List.of();
    private long run;

    Suspects(SuspectFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Reads what is known. */
    synchronized void load() throws IOException {
        SuspectFile.Content content = file.read();
        Instant now = clock.instant();
        run = content.run();
        ends = content.ends().stream()
                .filter(end -> end.isAfter(now.minus(SERIES)) && !end.isAfter(now))
                .toList();
        content.suspects().stream()
                .filter(each -> each.since().isAfter(now.minus(KEPT)))
                .sorted(Comparator.comparing(Suspect::since).reversed())
                .limit(MOST)
                .forEach(each -> suspects.put(each.key(), each));
    }

    /**
     * Counts one more abrupt end for what a run has left marked; once, however often it is told.
     *
     * @return whether there was anything to count
     */
    synchronized boolean count(long endedRun, Collection<String> marked) throws IOException {
        if (marked.isEmpty() || endedRun == run) {
            return false;
        }
        Instant now = clock.instant();
        Map<String, Suspect> counted = new HashMap<>(suspects);
        for (String key : marked) {
            counted.merge(key, new Suspect(key, 1, false, now), (known, fresh) -> known.oneMoreEnd());
        }
        List<Instant> all = new ArrayList<>(ends);
        all.add(now);
        // On disk first: what fails is done once more, and must not count twice.
        file.write(endedRun, all, counted.values());
        suspects.putAll(counted);
        ends = List.copyOf(all);
        run = endedRun;
        return true;
    }

    /** How many abrupt ends there were one soon after the other, until now. */
    synchronized int series() {
        return ends.size();
    }

    boolean isEmpty() {
        return suspects.isEmpty();
    }

    int size() {
        return suspects.size();
    }

    Optional<Suspect> find(String key) {
        return suspects.isEmpty() ? Optional.empty() : Optional.ofNullable(suspects.get(key));
    }

    List<Suspect> all() {
        return suspects.values().stream()
                .sorted(Comparator.comparing(Suspect::since))
                .toList();
    }

    /** It is not to be tried. */
    synchronized void park(String key) throws IOException {
        Suspect parked = suspects.getOrDefault(key, new Suspect(key, 0, true, clock.instant()))
                .parked();
        List<Suspect> all = new ArrayList<>(suspects.values());
        all.removeIf(each -> each.key().equals(key));
        all.add(parked);
        file.write(run, ends, all);
        suspects.put(key, parked);
    }

    /** It has come to an end, and the process lives. */
    synchronized void remove(String key) {
        if (suspects.remove(key) != null) {
            try {
                file.write(run, ends, suspects.values());
            } catch (IOException e) {
                // It is suspected once more after the next start, and tried alone: no harm.
                log.warn("The list of suspects cannot be written ({}); one that is cleared stays in it", e.toString());
            }
        }
    }
}
