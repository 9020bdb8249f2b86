package org.extoledestination.activemqbatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The meters of all consumers of one component together. */
final class BatchMeters {

    private final Set<ActiveMqBatchConsumer> consumers = ConcurrentHashMap.newKeySet();
    private final Counter parked;
    private final AtomicLong parkedUntilNow = new AtomicLong();
    private final DistributionSummary batchEvents;
    private final Timer batch;
    private final Function<String, Timer> newWait;
    private final Map<String, Timer> waits = new ConcurrentHashMap<>();

    BatchMeters(MeterRegistry registry, String prefix) {
        gauge(registry, prefix + ".in.flight", "Events that are processed at this moment", c -> c.running());
        gauge(registry, prefix + ".limit", "Events that may be processed at once by now", c -> c.limit());
        gauge(registry, prefix + ".taken", "Events read from the queue and not acknowledged", c -> c.taken());
        gauge(
                registry,
                prefix + ".failing",
                "Events on which a route failed unforeseen, and which wait for another attempt",
                c -> c.failing());
        parked = Counter.builder(prefix).tag("outcome", "parked").register(registry);
        batchEvents = DistributionSummary.builder(prefix + ".batch.events")
                .description("Events acknowledged at once")
                .register(registry);
        batch = Timer.builder(prefix + ".batch")
                .description("Time to record and acknowledge a batch")
                .register(registry);
        newWait = queue -> Timer.builder(prefix + ".wait")
                .description("Time from the sending of a message to its first attempt")
                .tag("queue", queue)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToIntFunction<ActiveMqBatchConsumer> value) {
        Gauge.builder(name, consumers, all -> all.stream().mapToInt(value).sum())
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    void parked() {
        parked.increment();
        parkedUntilNow.incrementAndGet();
    }

    long parkedUntilNow() {
        return parkedUntilNow.get();
    }

    void started(ActiveMqBatchConsumer consumer) {
        consumers.add(consumer);
    }

    void stopped(ActiveMqBatchConsumer consumer) {
        consumers.remove(consumer);
    }

    Set<ActiveMqBatchConsumer> consumers() {
        return consumers;
    }

    /** The first attempt on a message begins; {@code sent}: by its sender's clock, in milliseconds since 1970, or 0. */
    void begun(String queue, long sent) {
        if (sent > 0) {
            waits.computeIfAbsent(queue, newWait).record(System.currentTimeMillis() - sent, TimeUnit.MILLISECONDS);
        }
    }

    void acknowledged(int events, long nanos) {
        batchEvents.record(events);
        batch.record(nanos, TimeUnit.NANOSECONDS);
    }
}
