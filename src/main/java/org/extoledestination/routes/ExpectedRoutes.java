package org.extoledestination.routes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.RouteDefinition;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * The routes that the files name, against those that run: health component {@code routes}. Camel's own health check
 * does not miss a route that is gone.
 */
public final class ExpectedRoutes implements HealthIndicator {

    private final CamelContext context;
    private volatile Map<String, Place> expected = Map.of();
    private volatile boolean started;

    ExpectedRoutes(CamelContext context) {
        this.context = context;
    }

    /** Takes note of what is expected: every loaded route that is not switched off by {@code autoStartup}. */
    void expectAllLoaded() {
        Map<String, Place> loaded = new TreeMap<>();
        for (RouteDefinition route : Steps.model(context).getRouteDefinitions()) {
            if (startsByItself(route)) {
                loaded.put(route.getRouteId(), Place.of(route));
            }
        }
        expected = loaded;
    }

    private boolean startsByItself(RouteDefinition route) {
        return context.isAutoStartup()
                && (route.getAutoStartup() == null
                        || !context.resolvePropertyPlaceholders(route.getAutoStartup())
                                .equalsIgnoreCase("false"));
    }

    /**
     * Called once, when all should have started.
     *
     * @throws RouteMistakesException if one has not
     */
    void started() {
        List<RouteMistake> mistakes = missing().stream()
                .map(id -> place(id).mistake("route '" + id + "' did not start"))
                .toList();
        if (!mistakes.isEmpty()) {
            throw new RouteMistakesException(mistakes);
        }
        started = true;
    }

    private Place place(String id) {
        return Objects.requireNonNull(expected.get(id));
    }

    int count() {
        return expected.size();
    }

    /**
     * Whether every expected route whose id begins with {@code prefix} runs, and there is one; false until the start is
     * complete, and from the moment at which the application begins to stop.
     */
    public boolean allRun(String prefix) {
        return started
                && !context.isStopping()
                && expected.keySet().stream().anyMatch(id -> id.startsWith(prefix))
                && missing().stream().noneMatch(id -> id.startsWith(prefix));
    }

    private List<String> missing() {
        return expected.keySet().stream()
                .filter(id -> context.getRouteController().getRouteStatus(id) != ServiceStatus.Started)
                .toList();
    }

    @Override
    public Health health() {
        List<String> missing = missing();
        if (started && missing.isEmpty()) {
            return Health.up().withDetail("running", expected.size()).build();
        }
        return Health.down()
                .withDetail("notRunning", missing)
                .withDetail("action", "see the log for why these routes stopped, and restart the application")
                .build();
    }
}
