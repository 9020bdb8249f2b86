package org.extoledestination.routes;

import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NamedNode;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Turns a start that failed on a route into a description and an action, instead of a stack trace. */
final class RouteMistakesAnalyzer implements FailureAnalyzer {

    private static final String ACTION =
            "Correct these lines and start again. docs/routes.md explains each route and what it may use.";

    private final BeanFactory beans;

    RouteMistakesAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RouteMistakesException) {
                return new FailureAnalysis(cause.getMessage(), ACTION, failure);
            }
            if (cause instanceof FailedToCreateRouteException broken) {
                return analysis(broken.getRouteId(), broken);
            }
            if (cause instanceof FailedToStartRouteException broken) {
                return analysis(broken.getRouteId(), broken);
            }
        }
        return null;
    }

    /** Camel names the route and the step; the file and the line are in its model. */
    private FailureAnalysis analysis(String routeId, Exception broken) {
        CamelContext context = beans.getBean(CamelContext.class);
        Optional<RouteDefinition> route =
                Optional.ofNullable(Steps.model(context).getRouteDefinition(routeId));
        String reason = "route '" + routeId + "' does not start: " + Reasons.firstLine(broken);
        RouteMistake mistake = route.map(found -> place(found, broken).mistake(reason))
                .orElseGet(() -> new RouteMistake(routeId, 0, reason));
        Masking masking = new Masking(context, texts(context));
        RouteMistakesException all = new RouteMistakesException(List.of(masking.apply(mistake)));
        return new FailureAnalysis(all.getMessage(), ACTION, broken);
    }

    private static Place place(RouteDefinition route, Exception broken) {
        NamedNode node = route;
        return Place.of(Reasons.step(route, broken).map(NamedNode.class::cast).orElse(node));
    }

    private static List<RouteText> texts(CamelContext context) {
        return Steps.model(context).getRouteDefinitions().stream()
                .flatMap(route -> Place.of(route).text().stream())
                .toList();
    }
}
