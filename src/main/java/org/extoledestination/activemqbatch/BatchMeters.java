package org.extoledestination.activemqbatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.extoledestination.telemetry.Meters;

/** What can be measured of all consumers of one component together. */
final class BatchMeters {

    private final Meters meters;
    private final AtomicLong parked = new AtomicLong();
    private final Set<ActiveMqBatchConsumer> consumers = ConcurrentHashMap.newKeySet();

    BatchMeters(Meters meters) {
        this.meters = meters;
        meters.gauge("queue.in.flight", "Events that are processed at this moment", () -> sum(c -> c.running()));
        meters.gauge("queue.limit", "Events that may be processed at once by now", () -> sum(c -> c.limit()));
        meters.gauge("queue.taken", "Events read from the queue and not acknowledged", () -> sum(c -> c.taken()));
        meters.gauge(
                "queue.failing",
                "Events on which a route failed unforeseen, and which wait for another attempt",
                () -> sum(c -> c.failing()));
    }

    private int sum(ToIntFunction<ActiveMqBatchConsumer> value) {
        return consumers.stream().mapToInt(value).sum();
    }

    void parked() {
        parked.incrementAndGet();
        meters.count("queue", "parked");
    }

    long parkedUntilNow() {
        return parked.get();
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

    void acknowledged(int events, long nanos) {
        meters.summary("queue.batch.events", "Events acknowledged at once", events);
        meters.time("queue.batch", "Time to record and acknowledge a batch", nanos);
    }
}
