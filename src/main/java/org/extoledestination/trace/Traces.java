package org.extoledestination.trace;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journey.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What became of events: takes it down, and finds it. */
final class Traces {

    private static final Logger log = LoggerFactory.getLogger(Traces.class);
    private static final int MOST_OF_ONE = 200;
    private static final long SECOND = 1_000;

    private final RecentTraces recent;
    private final TraceRows rows;
    private final TraceWriter writer;
    private final TraceTail tail;
    private final TraceSettings settings;
    private final Clock clock;
    private long second;
    private int sampled;

    Traces(
            RecentTraces recent,
            TraceRows rows,
            TraceWriter writer,
            TraceTail tail,
            TraceSettings settings,
            Clock clock) {
        this.recent = recent;
        this.rows = rows;
        this.writer = writer;
        this.tail = tail;
        this.settings = settings;
        this.clock = clock;
    }

    /** A journey has ended. */
    void take(Journey journey) {
        TraceOutcome.End end = TraceOutcome.of(journey);
        if (TraceOutcome.saysNothing(journey, end)) {
            return;
        }
        long now = clock.millis();
        Trace trace = recent.add(journey, end, now);
        if (!trace.isSmooth() || isOfTheSample(now)) {
            writer.add(trace);
        }
        tail.tell(trace);
    }

    private synchronized boolean isOfTheSample(long now) {
        if (now / SECOND != second) {
            second = now / SECOND;
            sampled = 0;
        }
        return sampled++ < settings.sample();
    }

    /** Whether anything is recorded. */
    boolean isRecording() {
        return settings.enabled();
    }

    /** How many were to be written and found no place since the start. */
    long dropped() {
        return writer.dropped();
    }

    /**
     * A page of events, masked.
     *
     * @param traces the latest first
     * @param next the id below which there may be more; null if there are none
     * @param isWhole whether the database has answered; else they are those that this instance remembers
     */
    record Found(List<Trace> traces, @Nullable Long next, boolean isWhole) {}

    /** The events that are meant, as they were last. */
    Found find(TraceFilter filter, int limit) {
        Set<String> seen = new HashSet<>();
        List<Trace> found = new ArrayList<>();
        for (Trace each : recent.all()) {
            if (seen.add(each.source() + ':' + Trace.plainId(each.messageId()))
                    && found.size() <= limit
                    && filter.matches(each)) {
                found.add(each.masked());
            }
        }
        List<Trace> kept;
        boolean isWhole = true;
        try {
            kept = rows.find(filter, limit + found.size());
        } catch (DataAccessException e) {
            log.debug("The database does not answer; what is in memory is told: {}", FaultPlace.of(e));
            kept = List.of();
            isWhole = false;
        }
        for (Trace each : kept) {
            if (seen.add(key(each))) {
                found.add(each);
            }
        }
        found.sort(Comparator.comparingLong(Trace::id).reversed());
        if (found.size() > limit) {
            return new Found(
                    List.copyOf(found.subList(0, limit)), found.get(limit - 1).id(), isWhole);
        }
        // Of these some may be known better here.
        boolean isCut = !kept.isEmpty() && kept.size() >= limit;
        return new Found(List.copyOf(found), isCut ? kept.get(kept.size() - 1).id() : null, isWhole);
    }

    private static String key(Trace trace) {
        return trace.source() + ':' + trace.messageId();
    }

    /**
     * All that is known of the events with this id, by source: the latest trace with the steps of all before it.
     *
     * @throws DataAccessException if the database does not answer and this instance remembers nothing of it
     */
    List<Trace> open(String messageId) {
        TraceFilter filter = TraceFilter.ofMessageId(messageId);
        Map<Long, Trace> all = new LinkedHashMap<>();
        recent.all().stream().filter(filter::matches).forEach(each -> all.put(each.id(), each.masked()));
        try {
            rows.all(filter, MOST_OF_ONE).forEach(each -> all.putIfAbsent(each.id(), each));
        } catch (DataAccessException e) {
            if (all.isEmpty()) {
                throw e;
            }
            log.debug("The database does not answer; what is in memory is told: {}", FaultPlace.of(e));
        }
        Map<String, Trace> bySource = new LinkedHashMap<>();
        all.values().stream()
                .sorted(Comparator.comparingLong(Trace::id))
                .forEach(each -> bySource.merge(each.source(), each, Traces::joined));
        return bySource.values().stream()
                .sorted(Comparator.comparingLong(Trace::id).reversed())
                .toList();
    }

    private static Trace joined(Trace earlier, Trace later) {
        List<Step> steps = new ArrayList<>(earlier.steps());
        later.steps().stream().filter(step -> !earlier.steps().contains(step)).forEach(steps::add);
        return new Trace(
                later.id(),
                later.messageId(),
                later.source(),
                later.type(),
                later.event(),
                later.person(),
                later.outcome(),
                later.reason(),
                later.isSmooth(),
                List.copyOf(steps));
    }
}
