package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Reads definitions out of route files, and puts routes and error handling into the running context or takes them out. */
final class RouteModel {

    private static final long STOP_SECONDS = 5;

    private final CamelContext context;
    private final Model model;

    RouteModel(CamelContext context) {
        this.context = context;
        this.model = Steps.model(context);
    }

    /** Whether only other routes can call it. */
    static boolean isInternal(RouteDefinition route) {
        return route.getInput().getEndpointUri().startsWith("direct:");
    }

    /** Reads a route; its error handling is that which is in the context by now. */
    RouteDefinition read(Path file, String id) throws Exception {
        for (RoutesBuilder builder : builders(file)) {
            RoutesDefinition routes = ((RouteBuilder) builder).configureRoutes(context);
            for (RouteDefinition route : routes.getRoutes()) {
                if (id.equals(route.getRouteId())) {
                    routes.prepareRoute(route);
                    return route;
                }
            }
        }
        throw new IllegalStateException("the route '" + id + "' is not in the file any more");
    }

    /** Exchanges all error handling for that of {@code files}. Routes that were read before keep theirs. */
    void replaceConfigurations(Collection<Path> files, Undo undo) throws Exception {
        List<RouteConfigurationDefinition> before = List.copyOf(model.getRouteConfigurationDefinitions());
        undo.with(() -> setConfigurations(before));
        setConfigurations(List.of());
        for (Path file : files) {
            for (RoutesBuilder builder : builders(file)) {
                if (builder instanceof RouteConfigurationsBuilder configurations) {
                    configurations.addRouteConfigurationsToCamelContext(context);
                }
            }
        }
    }

    private void setConfigurations(List<RouteConfigurationDefinition> configurations) {
        try {
            for (RouteConfigurationDefinition old : List.copyOf(model.getRouteConfigurationDefinitions())) {
                model.removeRouteConfiguration(old);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        model.addRouteConfigurations(configurations);
    }

    private Collection<RoutesBuilder> builders(Path file) throws Exception {
        return PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveResource(context, "file:" + file.toAbsolutePath()));
    }

    /** Adds a route, and starts it unless it is switched off. */
    void start(RouteDefinition definition) throws Exception {
        model.addRouteDefinition(definition);
        ServiceStatus status = context.getRouteController().getRouteStatus(definition.getRouteId());
        if (status != ServiceStatus.Started && ExpectedRoutes.startsByItself(context, definition)) {
            throw new IllegalStateException("it did not start");
        }
    }

    /** Takes out a route, or what there is of it. */
    void remove(String id) {
        try {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
                context.removeRoute(id);
            }
            RouteDefinition definition = model.getRouteDefinition(id);
            if (definition != null) {
                model.removeRouteDefinition(definition);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the route '" + id + "' cannot be removed", e);
        }
    }
}
