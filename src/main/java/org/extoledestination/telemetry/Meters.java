package org.extoledestination.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Counts what happened at each station: {@code extole_destination_<station>_total{outcome="..."}}.
 *
 * <p>Routes may call it: {@code bean: {ref: meters, method: "count('router', 'nothing')"}}.
 */
public final class Meters {

    private static final String PREFIX = "extole.destination.";
    private static final int MOST_VALUES = 100;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> values = new ConcurrentHashMap<>();

    /** Counts into {@code registry}. */
    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** One event came to this end at this station. Both words are of a small fixed set, never out of an event. */
    public void count(String station, String outcome) {
        count(station, outcome, 1);
    }

    /** The same for several events at once. */
    public void count(String station, String outcome, int events) {
        counters.computeIfAbsent(station + ' ' + outcome, key -> counter(station, outcome, Tags.empty()))
                .increment(events);
    }

    /**
     * One event came to this end, counted by one more label whose values come out of events:
     * {@code extole_destination_<station>_total{outcome="...", <label>="..."}}. The first {@value #MOST_VALUES} values of
     * a label are shown, all later ones as {@value #OTHER}, so that no sender can fill the memory with them.
     *
     * @param value names no person
     */
    public void count(String station, String outcome, String label, String value) {
        String shown = shown(label, value);
        counters.computeIfAbsent(
                        String.join(" ", station, outcome, label, shown),
                        key -> counter(station, outcome, Tags.of(label, shown)))
                .increment();
    }

    private String shown(String label, String value) {
        Set<String> known = values.computeIfAbsent(label, key -> ConcurrentHashMap.newKeySet());
        if (known.contains(value)) {
            return value;
        }
        String clean = Shown.name(value);
        synchronized (known) {
            if (known.size() < MOST_VALUES) {
                known.add(clean);
            }
            return known.contains(clean) ? clean : OTHER;
        }
    }

    /** Shows a number that goes up and down: {@code extole_destination_<name>}. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(registry);
    }

    /** The same of several things, told apart by labels whose values come out of the settings. */
    public void gauge(String name, String description, Map<String, String> labels, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value)
                .description(description)
                .tags(tags(labels))
                .strongReference(true)
                .register(registry);
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

    private Counter counter(String station, String outcome, Tags more) {
        return Counter.builder(PREFIX + station)
                .description("Events by what became of them at the station '" + station + "'")
                .tag("outcome", outcome)
                .tags(more)
                .register(registry);
    }
}
