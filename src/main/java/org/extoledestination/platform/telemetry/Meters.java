package org.extoledestination.platform.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Counts what happened at each station: {@code extole_destination_<station>_total{outcome="..."}}.
 *
 * <p>Routes may call it: {@code bean: {ref: meters, method: "count('router', 'nothing')"}}.
 */
@Component("meters")
public final class Meters {

    private static final String PREFIX = "extole.destination.";
    private static final int MOST_VALUES = 100;
    private static final String OTHER = "other";
    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> values = new ConcurrentHashMap<>();
    private final Map<String, Predicate<String>> known = new ConcurrentHashMap<>();

    /** Counts into {@code registry}. */
    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts one event by station and outcome. Both words are of a small fixed set, never from an event. */
    public void count(String station, String outcome) {
        count(station, outcome, 1);
    }

    /** The same for several events at once. */
    public void count(String station, String outcome, int events) {
        counter(station, outcome, "", "").increment(events);
        Journey.counted(station, outcome);
    }

    /**
     * One event came to this end, counted by one more label whose values come from outside:
     * {@code extole_destination_<station>_total{outcome="...", <label>="..."}}. Of a label that has {@link #only} some
     * values those are shown, of any other the first {@value #MOST_VALUES}; all else is {@value #OTHER}, so that no sender
     * can fill the memory.
     *
     * @param value names no person
     */
    public void count(String station, String outcome, String label, String value) {
        count(station, outcome, label, value, true);
    }

    /** The same of a value that anybody may have made up, unless it {@code isTrusted}: half of the places are not for it. */
    public void count(String station, String outcome, String label, String value, boolean isTrusted) {
        counter(station, outcome, label, shown(label, value, isTrusted)).increment();
        Journey.counted(station, outcome);
    }

    /** Shows only these values of a label from now on, and {@value #UNKNOWN}. */
    public void only(String label, Predicate<String> isKnown) {
        known.put(label, isKnown);
    }

    private String shown(String label, String value, boolean isTrusted) {
        Predicate<String> isKnown = known.get(label);
        if (isKnown != null) {
            return value.equals(UNKNOWN) || isKnown.test(value) ? value : OTHER;
        }
        Set<String> shown = values.computeIfAbsent(label, key -> ConcurrentHashMap.newKeySet());
        if (shown.contains(value)) {
            return value;
        }
        String clean = Shown.name(value);
        synchronized (shown) {
            if (shown.size() < (isTrusted ? MOST_VALUES : MOST_VALUES / 2)) {
                shown.add(clean);
            }
            return shown.contains(clean) ? clean : OTHER;
        }
    }

    /** Shows a number that goes up and down: {@code extole_destination_<name>}. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(registry);
    }

    /** The same for several things with labels, whose values come from the settings. */
    public void gauge(String name, String description, Map<String, String> labels, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value)
                .description(description)
                .tags(tags(labels))
                .strongReference(true)
                .register(registry);
    }

    /** The waiting events now, in words, as the gauges show them. */
    public String waiting() {
        return number("queue.depth").map(String::valueOf).orElse("what the broker has") + " in the queue, "
                + number("held.events").map(String::valueOf).orElse("an unknown number") + " aside";
    }

    /** The value of a gauge, if it has one. */
    public Optional<Long> number(String gauge) {
        return Optional.ofNullable(registry.find(PREFIX + gauge).gauge())
                .map(Gauge::value)
                .filter(value -> !Double.isNaN(value))
                .map(Double::longValue);
    }

    /**
     * What was counted at a station since the start: by the value of a label, then by outcome. What was counted without
     * this label stands under an empty value.
     */
    public Map<String, Map<String, Long>> counted(String station, String label) {
        Map<String, Map<String, Long>> counted = new TreeMap<>();
        for (Counter each : registry.find(PREFIX + station).counters()) {
            String value = Objects.requireNonNullElse(each.getId().getTag(label), "");
            String outcome = Objects.requireNonNullElse(each.getId().getTag("outcome"), "");
            counted.computeIfAbsent(value, key -> new TreeMap<>()).merge(outcome, (long) each.count(), Long::sum);
        }
        return counted;
    }

    /** Takes note of a size: {@code extole_destination_<name>}, with {@code _count}, {@code _sum} and {@code _max}. */
    public void summary(String name, String description, int value) {
        DistributionSummary.builder(PREFIX + name)
                .description(description)
                .register(registry)
                .record(value);
    }

    /** Takes note of how long something took: {@code extole_destination_<name>_seconds}, as above. */
    public void time(String name, String description, long nanos) {
        time(name, description, Map.of(), nanos);
    }

    /** The same by labels, whose values are of a small fixed set. */
    public void time(String name, String description, Map<String, String> labels, long nanos) {
        timers.computeIfAbsent(
                        name + labels,
                        key -> Timer.builder(PREFIX + name)
                                .description(description)
                                .tags(tags(labels))
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static Tags tags(Map<String, String> labels) {
        return Tags.of(labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList());
    }

    /** Outcomes are of a small set; only a new one is checked for that. */
    private Counter counter(String station, String outcome, String label, String value) {
        String key = String.join(" ", station, outcome, label, value);
        Counter counter = counters.get(key);
        if (counter != null) {
            return counter;
        }
        String end = shown("outcome of " + station, outcome, true);
        return end.equals(outcome)
                ? counters.computeIfAbsent(
                        key, fresh -> made(station, end, label.isEmpty() ? Tags.empty() : Tags.of(label, value)))
                : counter(station, end, label, value);
    }

    private Counter made(String station, String outcome, Tags more) {
        return Counter.builder(PREFIX + station)
                .description("Events by what became of them at the station '" + station + "'")
                .tag("outcome", outcome)
                .tags(more)
                .register(registry);
    }
}
