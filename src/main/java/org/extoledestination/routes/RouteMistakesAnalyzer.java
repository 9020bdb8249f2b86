package org.extoledestination.routes;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Turns a start that failed on a route into a description and an action, instead of a stack trace. */
final class RouteMistakesAnalyzer implements FailureAnalyzer {

    private static final String ACTION =
            "Correct these lines and start again. docs/routes.md explains each route and what it may use.";
    private static final Pattern NODE = Pattern.compile("at: >>> (.*?) <<< in route: ", Pattern.DOTALL);

    private final BeanFactory beans;

    RouteMistakesAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RouteMistakesException) {
                return new FailureAnalysis(cause.getMessage(), ACTION, cause);
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

    /** Camel names the route and the node; the file and the line are in its model. */
    private FailureAnalysis analysis(String routeId, Exception broken) {
        RouteDefinition route = beans.getBean(CamelContext.class)
                .getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteDefinition(routeId);
        String file = route == null ? "route " + routeId : RouteFiles.fileName(route.getLocation());
        int line = route == null ? 0 : line(route, String.valueOf(broken.getMessage()));
        RouteMistake mistake = new RouteMistake(file, line, reason(broken));
        RouteMistakesException all = new RouteMistakesException(List.of(mistake));
        return new FailureAnalysis(all.getMessage(), ACTION, broken);
    }

    private static int line(RouteDefinition route, String message) {
        Matcher node = NODE.matcher(message);
        if (!node.find()) {
            return route.getLineNumber();
        }
        return RouteEndpoints.steps(route.getOutputs()).stream()
                .filter(step -> step.toString().equals(node.group(1)) && step.getLineNumber() > 0)
                .min(Comparator.comparingInt(ProcessorDefinition::getLineNumber))
                .map(ProcessorDefinition::getLineNumber)
                .orElse(route.getLineNumber());
    }

    private static String reason(Exception broken) {
        Throwable root = broken;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return text.lines().findFirst().orElse(text);
    }
}
