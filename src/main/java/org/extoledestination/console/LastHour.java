package org.extoledestination.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * What the meters said every ten seconds of the last hour: a few numbers each time, so that the charts need no other store.
 * After a start it begins anew.
 */
public final class LastHour {

    /** Between two samples. */
    static final Duration STEP = Duration.ofSeconds(10);

    /** So many points has a chart: each is a minute. */
    static final int POINTS = 60;

    private static final int A_POINT = 6;
    private static final int KEPT = POINTS * A_POINT + 1;

    /**
     * A minute.
     *
     * @param at its end
     * @param in events stored, a second
     * @param out requests that Extole took, a second
     * @param median seconds from acceptance to Extole's yes of half of them; empty if there were none
     * @param slowest the same of 99 in 100
     */
    public record Point(Instant at, double in, double out, OptionalDouble median, OptionalDouble slowest) {}

    /** {@code limits} and {@code counts}: of the buckets, up to each limit. */
    private record Sample(Instant at, double in, double out, List<Double> limits, List<Double> counts) {}

    private final MeterRegistry registry;
    private final Clock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();

    LastHour(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Takes one sample. */
    void look() {
        Timer timer = registry.find("extole.destination.end.to.end").timer();
        CountAtBucket[] buckets =
                timer == null ? new CountAtBucket[0] : timer.takeSnapshot().histogramCounts();
        double all = timer == null ? 0 : timer.count();
        List<Double> limits = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        for (CountAtBucket bucket : buckets) {
            limits.add(bucket.bucket(TimeUnit.SECONDS));
            counts.add(bucket.count());
        }
        limits.add(Double.POSITIVE_INFINITY);
        counts.add(all);
        add(new Sample(clock.instant(), sum("ingest", "accepted"), sum("delivery", "delivered"), limits, counts));
    }

    private synchronized void add(Sample sample) {
        samples.addLast(sample);
        if (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    private double sum(String station, String outcome) {
        return registry.find("extole.destination." + station).tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** The minutes that are known, the oldest first. */
    public synchronized List<Point> points() {
        List<Sample> all = new ArrayList<>(samples);
        List<Point> points = new ArrayList<>();
        for (int end = all.size() - 1; end > 0; end -= A_POINT) {
            points.add(0, point(all.get(Math.max(0, end - A_POINT)), all.get(end)));
        }
        return points;
    }

    private static Point point(Sample begin, Sample end) {
        double seconds = Math.max(1, Duration.between(begin.at(), end.at()).toMillis() / 1_000.0);
        double[] counts = new double[end.counts().size()];
        Arrays.setAll(
                counts,
                i -> end.counts().get(i)
                        // Else the timer has come between the two.
                        - (begin.counts().size() == counts.length
                                ? begin.counts().get(i)
                                : 0));
        double[] limits = end.limits().stream().mapToDouble(Double::doubleValue).toArray();
        return new Point(
                end.at(),
                Math.max(0, end.in() - begin.in()) / seconds,
                Math.max(0, end.out() - begin.out()) / seconds,
                quantile(0.5, limits, counts),
                quantile(0.99, limits, counts));
    }

    /** Within a bucket as if its times were spread evenly; of what is beyond the last limit, that limit. */
    static OptionalDouble quantile(double part, double[] limits, double[] cumulative) {
        double all = cumulative[cumulative.length - 1];
        if (all <= 0) {
            return OptionalDouble.empty();
        }
        double wanted = part * all;
        double low = 0;
        double below = 0;
        for (int i = 0; i < limits.length; i++) {
            if (cumulative[i] >= wanted) {
                return OptionalDouble.of(
                        Double.isInfinite(limits[i])
                                ? low
                                : low + (limits[i] - low) * (wanted - below) / Math.max(1, cumulative[i] - below));
            }
            low = limits[i];
            below = cumulative[i];
        }
        return OptionalDouble.of(low);
    }
}
