package org.extoledestination.edit.routes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Stands between what a route listens to and what it does, so that the steps can be exchanged while the consumer goes on:
 * the next message meets the new ones, and a message under way finishes with those with which it began.
 */
final class RouteSwitch extends AsyncProcessorSupport implements ShutdownAware, Navigate<Processor> {

    /** Steps that work in threads of their own, such as a delay, are a moment longer at it than their message. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private volatile RunningSteps current;
    private final Passed passed = new Passed();
    private final Map<RunningSteps, Long> retired = new ConcurrentHashMap<>();

    RouteSwitch(RunningSteps first) {
        this.current = first;
    }

    static RouteSwitch of(Route route) {
        return (RouteSwitch) route.getProcessor();
    }

    /** Those of all routes. */
    static Stream<RouteSwitch> all(CamelContext context) {
        return context.getRoutes().stream().map(RouteSwitch::of);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return current.process(exchange, callback, passed);
    }

    /** Exchanges the steps for others, which run already; gives back the old ones. */
    RunningSteps turn(RunningSteps next) {
        RunningSteps old = current;
        retired.remove(next);
        current = next;
        retired.put(old, System.nanoTime());
        return old;
    }

    /** What has come out since the route began to listen; edits of its steps go on counting. */
    Passed passed() {
        return passed;
    }

    RunningSteps current() {
        return current;
    }

    boolean isIdle() {
        return all().allMatch(steps -> steps.underWay() == 0);
    }

    /** Whether messages are still under way in steps that were exchanged. */
    boolean hasStragglers() {
        return retired.keySet().stream().anyMatch(steps -> steps.underWay() > 0);
    }

    /** Messages that wait in old steps for another attempt go back to where they came from. */
    void giveUpRetired() {
        retired.keySet().forEach(steps -> steps.prepareShutdown(false, false));
    }

    /** Ends old steps in which nothing is under way any more; gives back what they called. */
    List<Endpoint> tidy() {
        long now = System.nanoTime();
        List<RunningSteps> done = retired.entrySet().stream()
                .filter(each -> each.getKey().underWay() == 0 && now - each.getValue() > LINGER.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        List<Endpoint> called =
                done.stream().flatMap(steps -> steps.endpoints().stream()).toList();
        for (RunningSteps steps : done) {
            retired.remove(steps);
            steps.shutdown();
        }
        return called;
    }

    Set<Endpoint> endpoints() {
        Set<Endpoint> all = new java.util.HashSet<>();
        all().forEach(steps -> all.addAll(steps.endpoints()));
        return all;
    }

    private Stream<RunningSteps> all() {
        return Stream.concat(Stream.of(current), retired.keySet().stream());
    }

    @Override
    protected void doInit() {
        current.init();
    }

    @Override
    protected void doStart() {
        current.start();
    }

    @Override
    protected void doStop() {
        retired.keySet().forEach(RunningSteps::shutdown);
        retired.clear();
        current.stop();
    }

    @Override
    protected void doShutdown() {
        current.shutdown();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        all().forEach(steps -> steps.prepareShutdown(suspendOnly, forced));
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return all().mapToInt(RunningSteps::pending).sum();
    }

    /** The steps are started and stopped here and by nobody else. */
    @Override
    public List<Processor> next() {
        return List.of();
    }

    @Override
    public boolean hasNext() {
        return false;
    }

    /** Makes Camel put a switch into every route that it creates. */
    static final class Factory extends org.apache.camel.impl.DefaultModelReifierFactory {

        @Override
        public Route createRoute(CamelContext context, Object definition) {
            Route route = super.createRoute(context, definition);
            if (route != null) {
                route.setProcessor(new RouteSwitch(new RunningSteps(route, (RouteDefinition) definition)));
            }
            return route;
        }

        /** The steps of a definition, for a switch that is there already. They run. */
        RunningSteps steps(CamelContext context, RouteDefinition definition) {
            RunningSteps steps = new RunningSteps(super.createRoute(context, definition), definition);
            try {
                steps.init();
                steps.start();
                return steps;
            } catch (RuntimeException e) {
                steps.shutdown();
                throw e;
            }
        }
    }
}
