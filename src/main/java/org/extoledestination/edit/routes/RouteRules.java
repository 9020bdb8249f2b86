package org.extoledestination.edit.routes;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.platform.files.Mistake;

/** Our own rules for route files, and what Camel lets pass although it cannot be meant. */
final class RouteRules {

    private final CamelContext context;
    private final List<Mistake> mistakes;
    private final Map<String, String> fileOfRoute = new HashMap<>();

    /** Everything that is found goes to {@code mistakes}. */
    RouteRules(CamelContext context, List<Mistake> mistakes) {
        this.context = context;
        this.mistakes = mistakes;
    }

    /** Checks the text of a file. */
    void check(RouteText file) {
        for (YamlEntry entry : file.entries()) {
            if (!entry.first()) {
                mistakes.add(new Mistake(
                        file.name(), entry.line(), "'" + entry.key() + "' stands here twice: one would be ignored"));
            }
            if (entry.key().equals("jsonpath")) {
                checkJsonPath(file, entry);
            }
        }
    }

    private void checkJsonPath(RouteText file, YamlEntry entry) {
        String path = entry.expression();
        // Simple and placeholders inside of it have their values later.
        if (path.contains("${") || path.contains("{{")) {
            return;
        }
        try {
            JsonPath.compile(path);
        } catch (InvalidPathException | IllegalArgumentException e) {
            mistakes.add(new Mistake(
                    file.name(), entry.line(), "'" + path + "' is not a JSONPath: " + Reasons.firstLine(e)));
        }
    }

    /** Checks what a file brought, right after it was loaded: a later file replaces a route of the same id. */
    void checkLoaded(RouteText file) {
        List<RouteDefinition> mine = Steps.model(context).getRouteDefinitions().stream()
                .filter(route -> Place.of(route).file().equals(file.name()))
                .toList();
        for (RouteDefinition second : mine.stream().skip(1).toList()) {
            mistakes.add(
                    Place.of(second).mistake("a second route. One route a file, so that each can be changed alone"));
        }
        for (RouteDefinition route : mine) {
            String other = fileOfRoute.put(route.getRouteId(), file.name());
            if (other != null) {
                mistakes.add(Place.of(route).mistake("route id '" + route.getRouteId() + "' is taken by " + other));
            }
        }
    }

    /** Checks one route by itself. */
    void check(RouteDefinition route) {
        if (route.getInput() == null) {
            mistakes.add(Place.of(route).mistake("the route has no 'from'"));
        }
        if (!route.hasCustomIdAssigned()) {
            mistakes.add(Place.of(route).mistake("the route has no 'id'"));
        }
        if (route.getDescription() == null || route.getDescription().isBlank()) {
            mistakes.add(Place.of(route).mistake("the route has no 'description': say in a sentence what it does"));
        }
        // Camel's own handling would tell the calling route that a failed event is done with, and nobody would hold it.
        if (route.getRouteConfigurationId() == null
                && route.getErrorHandler() == null
                && route.getErrorHandlerRef() == null) {
            mistakes.add(Place.of(route)
                    .mistake("the route does not say who handles its failures: give it 'routeConfigurationId', or"
                            + " 'errorHandler: { noErrorHandler: {} }' to leave them to the route that calls it"));
        }
    }

    /** Checks that its error handling exists. To be asked when all files are loaded. */
    void checkConfiguration(RouteDefinition route) {
        Set<String> known = new TreeSet<>();
        for (RouteConfigurationDefinition each : Steps.model(context).getRouteConfigurationDefinitions()) {
            known.add(each.getId());
        }
        String wanted = route.getRouteConfigurationId();
        if (wanted != null && !known.contains(wanted)) {
            mistakes.add(Place.of(route)
                    .mistakeInOption(
                            "routeConfigurationId",
                            "there is no routeConfiguration '" + wanted + "': errors would go unhandled. Known: "
                                    + String.join(", ", known)));
        }
    }
}
