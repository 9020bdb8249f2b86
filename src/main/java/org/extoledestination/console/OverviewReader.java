package org.extoledestination.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.extoledestination.console.Overview.Attention;
import org.extoledestination.console.Overview.Part;
import org.extoledestination.console.Overview.Station;
import org.extoledestination.delivery.DeliveryController;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.CompositeHealth;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;

/** Asks meters, health and delivery for the overview; at most once a second, however many look. */
final class OverviewReader {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_PARTS = 6;
    private static final double MILLION = 1e6;

    private final MeterRegistry registry;
    private final HealthEndpoint health;
    private final DeliveryController delivery;
    private final LastHour lastHour;
    private final Viewers viewers;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Overview last;
    private volatile Instant readAt = Instant.MIN;

    OverviewReader(
            MeterRegistry registry,
            HealthEndpoint health,
            DeliveryController delivery,
            LastHour lastHour,
            Viewers viewers,
            Clock clock) {
        this.registry = registry;
        this.health = health;
        this.delivery = delivery;
        this.lastHour = lastHour;
        this.viewers = viewers;
        this.clock = clock;
    }

    /** While one asks a database that is away, the others see what was last known. */
    Overview now() {
        Overview known = last;
        if (known != null && (isFresh(known) || !reading.tryLock())) {
            return known;
        }
        if (known == null) {
            reading.lock();
        }
        try {
            Overview before = last;
            if (before == null || !isFresh(before)) {
                before = read(clock.instant());
                last = before;
                readAt = clock.instant();
            }
            return before;
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(Overview known) {
        Instant now = clock.instant();
        return readAt.plus(FRESH).isAfter(now) && !known.at().isAfter(now);
    }

    private Overview read(Instant now) {
        OptionalDouble oldest = gauge("queue.oldest.seconds");
        return new Overview(
                now,
                attention(),
                stations(),
                delivery.state(),
                oldest.isPresent() && oldest.getAsDouble() >= 1
                        ? now.minusMillis((long) (oldest.getAsDouble() * 1_000))
                        : null,
                parts(counts("source", "source", Set.of())),
                lastHour.points(),
                viewers.count());
    }

    private List<Attention> attention() {
        List<Attention> found = new ArrayList<>();
        collect("", health.health(), found);
        OptionalDouble letters = gauge("dead.letters");
        if (letters.orElse(0) > 0) {
            found.add(new Attention(
                    "Dead letters",
                    number(letters) + (letters.getAsDouble() == 1 ? " waits" : " wait") + " for a decision.",
                    null,
                    "Open Dead letters. Mend what their kinds say, then replay them, or discard them."));
        }
        return found;
    }

    private static void collect(String name, HealthComponent component, List<Attention> found) {
        if (component instanceof CompositeHealth composite) {
            Map<String, HealthComponent> parts = composite.getComponents();
            if (parts != null) {
                new TreeMap<>(parts).forEach((part, each) -> collect(part, each, found));
            }
        } else if (component instanceof Health one && !one.getStatus().equals(Status.UP)) {
            Map<String, Object> details = one.getDetails();
            found.add(new Attention(
                    name,
                    Masked.text(Objects.toString(
                            details.get("reason"), "It says " + one.getStatus().getCode() + '.')),
                    details.get("since") == null ? null : details.get("since").toString(),
                    Masked.text(Objects.toString(details.get("action"), "Look at /actuator/health and the log."))));
        }
    }

    private List<Station> stations() {
        Map<String, Double> in = counts("ingest", "outcome", Set.of());
        double accepted = Objects.requireNonNullElse(in.remove("accepted"), 0.0);
        Map<String, Double> out = counts("delivery", "outcome", Set.of());
        Map<String, Double> dropped = counts("router", "outcome", Set.of());
        counts("mapping", "outcome", Set.of()).forEach((outcome, count) -> {
            if (Set.of("skipped", "no-event-name", "computation-dropped").contains(outcome)) {
                dropped.merge(outcome, count, Double::sum);
            }
        });
        dropped.merge("duplicate", out.getOrDefault("duplicate", 0.0), Double::sum);
        OptionalDouble letters = gauge("dead.letters");
        OptionalDouble aside = gauge("held.events");
        List<Station> stations = new ArrayList<>();
        stations.add(new Station("In", number(accepted), "good", "stored since the start", List.of(), ""));
        stations.add(new Station(
                "Refused at the door", number(sum(in)), "", "requests and events since the start", parts(in), ""));
        stations.add(new Station(
                "Queued",
                number(gauge("queue.depth")),
                gauge("queue.full").orElse(0) > 0 ? "bad" : "",
                gauge("queue.depth").isPresent() ? "events now" : "only the broker knows",
                List.of(),
                ""));
        stations.add(new Station("Under way", number(gauge("queue.in.flight")), "", "events now", List.of(), ""));
        stations.add(new Station(
                "Aside",
                number(aside),
                aside.orElse(0) > 0 ? "warn" : "",
                aside.isPresent() ? "events now" : "the database does not say",
                List.of(),
                ""));
        stations.add(new Station(
                "Delivered",
                number(out.getOrDefault("delivered", 0.0)),
                "good",
                "requests that Extole took since the start",
                List.of(),
                ""));
        stations.add(new Station(
                "Dropped",
                number(sum(dropped)),
                "",
                "as routes and mappings say, since the start",
                parts(dropped),
                ""));
        stations.add(new Station(
                "Dead letters",
                number(letters),
                letters.orElse(0) > 0 ? "bad" : "",
                letters.isPresent() ? "wait for a decision" : "the database does not say",
                List.of(),
                "/dead-letters"));
        return stations;
    }

    /** The values of counters of a station, added up by one of their labels. */
    private Map<String, Double> counts(String station, String label, Set<String> without) {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter each : registry.find("extole.destination." + station).counters()) {
            String value = each.getId().getTag(label);
            if (value != null && !without.contains(value)) {
                counts.merge(value, each.count(), Double::sum);
            }
        }
        return counts;
    }

    private OptionalDouble gauge(String name) {
        double sum = 0;
        boolean isKnown = false;
        for (Gauge each : registry.find("extole.destination." + name).gauges()) {
            double value = each.value();
            if (!Double.isNaN(value)) {
                sum += value;
                isKnown = true;
            }
        }
        return isKnown ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }

    private static double sum(Map<String, Double> counts) {
        return counts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static List<Part> parts(Map<String, Double> counts) {
        return counts.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_PARTS)
                .map(each -> new Part(Masked.text(each.getKey()), number(each.getValue())))
                .toList();
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "\u2013";
    }

    private static String number(double value) {
        return value < 10 * MILLION
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.1f M", value / MILLION);
    }
}
