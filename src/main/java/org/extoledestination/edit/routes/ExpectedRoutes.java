package org.extoledestination.edit.routes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.files.MistakesException;
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

    private final Set<String> exchanging = ConcurrentHashMap.newKeySet();
    private final Supplier<List<String>> refusedEdits;

    ExpectedRoutes(CamelContext context) {
        this(context, List::of);
    }

    /** Shows what {@code refusedEdits} says beside. */
    ExpectedRoutes(CamelContext context, Supplier<List<String>> refusedEdits) {
        this.context = context;
        this.refusedEdits = refusedEdits;
    }

    /** Takes note of what is expected: every loaded route that is not switched off by {@code autoStartup}. */
    void expectAllLoaded() {
        expect(Steps.model(context).getRouteDefinitions());
    }

    /** The same for other routes, after an edit. */
    void expect(Collection<RouteDefinition> routes) {
        Map<String, Place> loaded = new TreeMap<>();
        for (RouteDefinition route : routes) {
            if (startsByItself(context, route)) {
                loaded.put(route.getRouteId(), Place.of(route));
            }
        }
        expected = loaded;
    }

    static boolean startsByItself(CamelContext context, RouteDefinition route) {
        return context.isAutoStartup()
                && (route.getAutoStartup() == null
                        || !context.resolvePropertyPlaceholders(route.getAutoStartup())
                                .equalsIgnoreCase("false"));
    }

    /** The route is about to be stopped and started again, which takes a moment and is no fault. */
    void exchanging(String id) {
        exchanging.add(id);
    }

    /** It should run again. */
    void exchanged(String id) {
        exchanging.remove(id);
    }

    /**
     * Called once, when all should have started.
     *
     * @throws MistakesException if one has not
     */
    void started() {
        List<Mistake> mistakes = missing().stream()
                .map(id -> place(id).mistake("route '" + id + "' did not start"))
                .toList();
        if (!mistakes.isEmpty()) {
            throw RouteFolder.refused(mistakes.stream());
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
        if (!started || context.isStopping()) {
            return false;
        }
        List<String> meant =
                expected.keySet().stream().filter(id -> id.startsWith(prefix)).toList();
        return !meant.isEmpty() && meant.stream().allMatch(this::runs);
    }

    private boolean runs(String id) {
        return exchanging.contains(id) || context.getRouteController().getRouteStatus(id) == ServiceStatus.Started;
    }

    private List<String> missing() {
        return expected.keySet().stream().filter(id -> !runs(id)).toList();
    }

    @Override
    public Health health() {
        List<String> missing = missing();
        List<String> refused = refusedEdits.get();
        Map<String, ?> edits = refused.isEmpty() ? Map.of() : Map.of("refusedEdit", refused);
        if (started && missing.isEmpty()) {
            return Health.up()
                    .withDetail("running", expected.size())
                    .withDetails(edits)
                    .build();
        }
        return Health.down()
                .withDetails(edits)
                .withDetail("notRunning", missing)
                .withDetail("action", "see the log for why these routes stopped, and restart the application")
                .build();
    }
}
