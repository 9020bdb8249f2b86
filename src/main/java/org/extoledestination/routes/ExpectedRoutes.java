package org.extoledestination.routes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * The routes that the files name, against those that run: health component {@code routes}. Camel's own health check
 * does not miss a route that is gone.
 */
public final class ExpectedRoutes implements HealthIndicator {

    private final CamelContext context;
    private final Map<String, String> fileOfRoute = new TreeMap<>();
    private volatile boolean started;

    ExpectedRoutes(CamelContext context) {
        this.context = context;
    }

    /** Takes note of what is expected: every loaded route that is not switched off by {@code autoStartup}. */
    void expectAllLoaded() {
        for (RouteDefinition route :
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions()) {
            if (!"false".equals(route.getAutoStartup())) {
                fileOfRoute.put(route.getRouteId(), RouteFiles.fileName(route.getLocation()));
            }
        }
    }

    /** Called once, when all have started. */
    void started() {
        List<RouteMistake> mistakes = missing().stream()
                .map(id -> new RouteMistake(fileOfRoute.getOrDefault(id, ""), 0, "route '" + id + "' did not start"))
                .toList();
        if (!mistakes.isEmpty()) {
            throw new RouteMistakesException(mistakes);
        }
        started = true;
    }

    int count() {
        return fileOfRoute.size();
    }

    /** Whether every expected route whose id begins with {@code prefix} runs. */
    public boolean allRun(String prefix) {
        return started && !context.isStopping() && missing().stream().noneMatch(id -> id.startsWith(prefix));
    }

    private List<String> missing() {
        return fileOfRoute.keySet().stream()
                .filter(id -> context.getRouteController().getRouteStatus(id) != ServiceStatus.Started)
                .toList();
    }

    @Override
    public Health health() {
        List<String> missing = missing();
        if (started && missing.isEmpty()) {
            return Health.up().withDetail("running", fileOfRoute.size()).build();
        }
        return Health.down()
                .withDetail("notRunning", missing)
                .withDetail("action", "see the log for why these routes stopped, and restart the application")
                .build();
    }
}
