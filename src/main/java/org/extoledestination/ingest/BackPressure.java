package org.extoledestination.ingest;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Repeats;
import org.extoledestination.queue.QueueLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the input of a route while the queue can take no more: its consumer is suspended, so that messages stay where
 * they are. For routes that take events from elsewhere: {@code routePolicy: backPressure}.
 */
public final class BackPressure extends RoutePolicySupport {

    private static final Logger log = LoggerFactory.getLogger(BackPressure.class);

    private final QueueLimits limits;
    private final Map<String, Consumer> consumers = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Map<String, Repeats> failing = new ConcurrentHashMap<>();

    BackPressure(QueueLimits limits) {
        this.limits = limits;
        limits.follow(this::apply);
    }

    @Override
    public void onStart(Route route) {
        consumers.put(route.getId(), route.getConsumer());
        apply();
    }

    @Override
    public void onStop(Route route) {
        consumers.remove(route.getId());
        held.remove(route.getId());
    }

    /** At each look, because other code that suspends and resumes routes does not know of this. */
    private synchronized void apply() {
        boolean holds = limits.reached().isPresent();
        consumers.forEach((route, consumer) -> {
            try {
                if (holds) {
                    suspendOrStopConsumer(consumer);
                    held.add(route);
                } else if (held.remove(route)) {
                    resumeOrStartConsumer(consumer);
                }
                failing.remove(route);
            } catch (Exception e) {
                if (failing.computeIfAbsent(route, fresh -> new Repeats(System::nanoTime))
                        .isDue()) {
                    log.warn(
                            "The input of the route '{}' cannot be {}: {}",
                            route,
                            holds ? "held" : "resumed",
                            FaultPlace.of(e));
                }
            }
        });
    }
}
