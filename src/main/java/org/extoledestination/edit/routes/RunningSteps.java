package org.extoledestination.edit.routes;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Channel;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.RouteAware;
import org.apache.camel.Service;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownPrepared;
import org.apache.camel.support.service.ServiceHelper;

/** One definition of a route without its input: its steps and its error handling. */
final class RunningSteps {

    private final Route route;
    private final RouteDefinition definition;
    private final AsyncProcessor steps;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Those of {@code route}, which is never started itself, and was made by {@code definition}. */
    RunningSteps(Route route, RouteDefinition definition) {
        this.route = route;
        this.definition = definition;
        this.steps = (AsyncProcessor) route.getProcessor();
    }

    /** By which they work. Camel's own list of definitions does not know of steps that were exchanged. */
    RouteDefinition definition() {
        return definition;
    }

    boolean process(Exchange exchange, AsyncCallback callback, Passed passed) {
        underWay.incrementAndGet();
        return steps.process(exchange, doneSync -> {
            underWay.decrementAndGet();
            passed.count(exchange);
            callback.done(doneSync);
        });
    }

    int underWay() {
        return underWay.get();
    }

    void init() {
        for (Service service : services()) {
            if (service instanceof RouteAware aware) {
                aware.setRoute(route);
            }
            if (service instanceof RouteIdAware aware) {
                aware.setRouteId(route.getId());
            }
            if (service instanceof CamelContextAware aware) {
                aware.setCamelContext(route.getCamelContext());
            }
            ServiceHelper.initService(service);
        }
    }

    void start() {
        services().forEach(ServiceHelper::startService);
    }

    /** For the steps of a route that may be started again. */
    void stop() {
        services().forEach(ServiceHelper::stopService);
    }

    /** For good. */
    void shutdown() {
        services().forEach(ServiceHelper::stopAndShutdownService);
    }

    /** No message is tried again from now on: it fails as it does when the application stops. */
    void prepareShutdown(boolean suspendOnly, boolean forced) {
        for (Service root : roots()) {
            for (Service service : ServiceHelper.getChildServices(root, true)) {
                if (service instanceof ShutdownPrepared prepared) {
                    prepared.prepareShutdown(suspendOnly, forced);
                }
            }
        }
    }

    /** Messages that steps such as an aggregator keep. */
    int pending() {
        return services().stream()
                .filter(ShutdownAware.class::isInstance)
                .mapToInt(service -> ((ShutdownAware) service).getPendingExchangesSize())
                .sum();
    }

    /** The addresses that the steps call. */
    Set<Endpoint> endpoints() {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        for (Service service : services()) {
            if (service instanceof EndpointAware aware && aware.getEndpoint() != null) {
                endpoints.add(aware.getEndpoint());
            }
        }
        return endpoints;
    }

    private List<Service> roots() {
        return Stream.of(List.of(steps), route.getOnCompletions(), route.getOnExceptions())
                .flatMap(Collection::stream)
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .toList();
    }

    private Set<Service> services() {
        Set<Service> services = new LinkedHashSet<>();
        roots().forEach(root -> services.addAll(ServiceHelper.getChildServices(root)));
        List<Service> errorHandlers = services.stream()
                .filter(Channel.class::isInstance)
                .map(channel -> ((Channel) channel).getErrorHandler())
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .toList();
        services.addAll(errorHandlers);
        return services;
    }
}
