package org.extoledestination.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Counts what happened at each station: {@code extole_destination_<station>_total{outcome="..."}}.
 *
 * <p>Routes may call it: {@code bean: {ref: meters, method: "count('router', 'nothing')"}}.
 */
public final class Meters {

    private static final String PREFIX = "extole.destination.";

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

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
        counters.computeIfAbsent(station + ' ' + outcome, key -> counter(station, outcome))
                .increment(events);
    }

    /** Shows a number that goes up and down: {@code extole_destination_<name>}. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(description).register(registry);
    }

    private Counter counter(String station, String outcome) {
        return Counter.builder(PREFIX + station)
                .description("Events by what became of them at the station '" + station + "'")
                .tag("outcome", outcome)
                .register(registry);
    }
}
