package org.extoledestination.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ServiceStatus;
import org.apache.camel.SuspendableService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.extoledestination.live.EditRefusedException;
import org.extoledestination.routes.RouteSet.Changes;
import org.extoledestination.routes.RouteSet.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges routes of the running context. Where a route only does something else, its consumer goes on and its steps are
 * exchanged behind it; where it listens to something else, it is stopped between two messages and started again.
 */
final class LiveRoutes {

    private static final Logger log = LoggerFactory.getLogger(LiveRoutes.class);

    /** What a message needs that meets no trouble, on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(5);
    /** A call to Extole may hang for half a minute. */
    private static final Duration LONG = Duration.ofSeconds(45);
    /** Longer than a commit may take. */
    private static final Duration REQUEST = Duration.ofSeconds(15);

    private final CamelContext context;
    private final Model model;
    private final RouteSwitch.Factory factory;
    private final ExpectedRoutes expected;
    private final RequestGate gate;
    private final Consumer<Endpoint> httpGone;
    private final Supplier<BrokerPause> brokerPause;
    private final Map<String, RouteDefinition> definitions = new HashMap<>();
    private final Map<String, Entry> leaving = new LinkedHashMap<>();
    private final Path folder;
    private RouteSet running;

    /** For a context whose routes were loaded from {@code running} and have started. */
    LiveRoutes(
            CamelContext context,
            RouteSwitch.Factory factory,
            ExpectedRoutes expected,
            RequestGate gate,
            Consumer<Endpoint> httpGone,
            Supplier<BrokerPause> brokerPause,
            Path folder,
            RouteSet running) {
        this.context = context;
        this.model = Steps.model(context);
        this.factory = factory;
        this.expected = expected;
        this.gate = gate;
        this.httpGone = httpGone;
        this.brokerPause = brokerPause;
        this.folder = folder;
        this.running = running;
        model.getRouteDefinitions().forEach(route -> definitions.put(route.getRouteId(), route));
    }

    /** What is to be done, the last thing first, if the rest fails. */
    private static final class Undo {
        private final Deque<Runnable> steps = new ArrayDeque<>();

        void with(Runnable step) {
            steps.push(step);
        }

        void all() {
            for (Runnable step : steps) {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    log.error("An edit failed, and a part of what ran before cannot be put back. Restart", e);
                }
            }
        }
    }

    /**
     * Runs the routes of {@code next}, which were found sound together.
     *
     * @return what is different
     * @throws EditRefusedException if it does not work; everything is as it was then
     */
    String take(RouteSet next) throws EditRefusedException {
        Changes changes = running.changesTo(next);
        refuseWhatNeedsARestart(changes, next);
        Undo undo = new Undo();
        try {
            take(changes, next, undo);
        } catch (EditRefusedException e) {
            undo.all();
            throw e;
        } catch (Exception e) {
            undo.all();
            throw EditRefusedException.wrong(List.of(reason(e)));
        }
        running = next;
        return changes.toString();
    }

    private void refuseWhatNeedsARestart(Changes changes, RouteSet next) throws EditRefusedException {
        if (!running.others().equals(next.others())) {
            Set<String> files = new HashSet<>(running.others().keySet());
            files.addAll(next.others().keySet());
            throw EditRefusedException.wrong(List.of(String.join(", ", files)
                    + "  only a 'route' and a 'routeConfiguration' can change while the application runs. Restart it"));
        }
        for (String id : changes.shells()) {
            if (isInternal(id)) {
                throw EditRefusedException.wrong(
                        List.of(RouteMistake.fileName(entry(next, id).file())
                                + "  what an internal route listens to cannot change while others call it. Give the route"
                                + " another id in the same edit, or restart"));
            }
        }
    }

    private boolean isInternal(String id) {
        return uri(id).startsWith("direct:");
    }

    private String uri(String id) {
        return Objects.requireNonNull(definitions.get(id)).getInput().getEndpointUri();
    }

    private static Entry entry(RouteSet set, String id) {
        return Objects.requireNonNull(set.routes().get(id));
    }

    private void take(Changes changes, RouteSet next, Undo undo) throws Exception {
        replaceConfigurations(changes.configurations(), next, undo);
        Map<String, RouteDefinition> fresh = new HashMap<>();
        for (Set<String> ids : List.of(changes.steps(), changes.shells(), changes.added())) {
            for (String id : ids) {
                fresh.put(id, load(entry(next, id).file(), id));
            }
        }
        Map<String, RunningSteps> steps = new LinkedHashMap<>();
        for (String id : changes.steps()) {
            RunningSteps built = factory.steps(context, definition(fresh, id));
            undo.with(built::shutdown);
            steps.put(id, built);
        }
        for (String id : changes.added()) {
            if (definition(fresh, id).getInput().getEndpointUri().startsWith("direct:")) {
                add(id, definition(fresh, id), next, undo);
            }
        }
        steps.forEach((id, built) -> turn(id, built, undo));
        for (String id : changes.shells()) {
            exchange(id, definition(fresh, id), undo);
        }
        for (String id : changes.added()) {
            if (context.getRoute(id) == null) {
                add(id, definition(fresh, id), next, undo);
            }
        }
        // From here on nothing fails.
        changes.removed().forEach(this::leave);
        definitions.putAll(fresh);
        expected.expect(definitions.values());
        if (!changes.configurations().isEmpty()) {
            switches().forEach(RouteSwitch::giveUpRetired);
        }
    }

    private static RouteDefinition definition(Map<String, RouteDefinition> fresh, String id) {
        return Objects.requireNonNull(fresh.get(id));
    }

    private Collection<RouteSwitch> switches() {
        return context.getRoutes().stream().map(RouteSwitch::of).toList();
    }

    private RouteSwitch routeSwitch(String id) {
        return RouteSwitch.of(context.getRoute(id));
    }

    private void turn(String id, RunningSteps next, Undo undo) {
        RunningSteps old = routeSwitch(id).turn(next);
        undo.with(() -> routeSwitch(id).turn(old));
    }

    private void replaceConfigurations(Set<String> ids, RouteSet next, Undo undo) throws Exception {
        if (ids.isEmpty()) {
            return;
        }
        List<RouteConfigurationDefinition> before = List.copyOf(model.getRouteConfigurationDefinitions());
        undo.with(() -> setConfigurations(before));
        setConfigurations(List.of());
        for (Path file : next.configurations().values().stream()
                .map(Entry::file)
                .distinct()
                .toList()) {
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

    /** The definition of a route, with the error handling that is in the model by now. */
    private RouteDefinition load(Path file, String id) throws Exception {
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

    private void add(String id, RouteDefinition definition, RouteSet next, Undo undo) throws Exception {
        Entry stays = leaving.remove(id);
        if (stays != null && stays.shell().equals(entry(next, id).shell())) {
            RunningSteps built = factory.steps(context, definition);
            undo.with(built::shutdown);
            turn(id, built, undo);
            undo.with(() -> leaving.put(id, stays));
            return;
        }
        if (stays != null) {
            remove(id);
        }
        undo.with(() -> remove(id));
        start(definition);
    }

    private void start(RouteDefinition definition) throws Exception {
        model.addRouteDefinition(definition);
        ServiceStatus status = context.getRouteController().getRouteStatus(definition.getRouteId());
        if (status != ServiceStatus.Started && ExpectedRoutes.startsByItself(context, definition)) {
            throw new IllegalStateException("it did not start");
        }
    }

    /** Lets a route listen to something else. */
    private void exchange(String id, RouteDefinition next, Undo undo) throws Exception {
        RouteDefinition old = Objects.requireNonNull(definitions.get(id));
        boolean isHttp = uri(id).startsWith("platform-http:")
                || next.getInput().getEndpointUri().startsWith("platform-http:");
        expected.exchanging(id);
        try {
            if (isHttp && !gate.close(REQUEST)) {
                throw EditRefusedException.notNow("requests under way did not end within " + REQUEST.toSeconds()
                        + " s, so the route '" + id + "' could not be exchanged");
            }
            halt(id);
            Endpoint endpoint = context.getRoute(id).getEndpoint();
            remove(id);
            undo.with(() -> putBack(id, old));
            start(next);
            if (isHttp) {
                httpGone.accept(endpoint);
            }
        } catch (Exception e) {
            if (context.getRoute(id) == null) {
                // Before the gate opens.
                putBack(id, old);
            }
            throw e;
        } finally {
            if (isHttp) {
                gate.open();
            }
            expected.exchanged(id);
        }
    }

    private void putBack(String id, RouteDefinition old) {
        remove(id);
        try {
            start(old);
        } catch (Exception e) {
            throw new IllegalStateException("the route '" + id + "' does not run", e);
        }
    }

    /** Stops a route between two messages. */
    private void halt(String id) throws Exception {
        if (context.getRoute(id).getConsumer() instanceof JmsConsumer) {
            try (BrokerPause pause = brokerPause.get()) {
                log.trace("{} is held", pause);
                haltNow(id);
            }
        } else {
            haltNow(id);
        }
    }

    private void haltNow(String id) throws Exception {
        Route route = context.getRoute(id);
        if (route.getConsumer() instanceof JmsConsumer consumer) {
            // It would throw back what it has received already, with the whole message in the log.
            consumer.getListenerContainer().setAcceptMessagesWhileStopping(true);
        }
        if (route.getConsumer() instanceof SuspendableService consumer) {
            ServiceHelper.suspendService(consumer);
        }
        if (!Patiently.until(() -> RouteSwitch.of(route).isIdle(), SHORT)) {
            giveUpWaits(id);
        }
        if (!context.getRouteController().stopRoute(id, LONG.toSeconds(), TimeUnit.SECONDS, true)) {
            ServiceHelper.resumeService(route.getConsumer());
            throw EditRefusedException.notNow("the route '" + id + "' did not come to rest within " + LONG.toSeconds()
                    + " s, so it could not be exchanged");
        }
    }

    /**
     * Messages that wait for their next attempt, perhaps for hours, go back to where they came from. Those who tell them
     * so serve nobody else afterwards, so the other routes get the same steps anew.
     */
    private void giveUpWaits(String halting) {
        for (Route route : context.getRoutes()) {
            RouteSwitch busy = RouteSwitch.of(route);
            if (!route.getId().equals(halting) && busy.current().underWay() > 0) {
                busy.turn(factory.steps(context, Objects.requireNonNull(definitions.get(route.getId()))));
            }
        }
        switches().forEach(RouteSwitch::giveUpRetired);
    }

    /** Others may be under way that still call it: it goes when they are done. */
    private void leave(String id) {
        leaving.put(id, entry(running, id));
        RouteDefinition definition = definitions.remove(id);
        expected.expect(definitions.values());
        if (definition != null && definition.getInput().getEndpointUri().startsWith("direct:")) {
            return;
        }
        try {
            expected.exchanging(id);
            Endpoint endpoint = context.getRoute(id).getEndpoint();
            halt(id);
            httpGone.accept(endpoint);
            remove(id);
            leaving.remove(id);
        } catch (Exception e) {
            log.warn("The route '{}' is gone from its folder and does not end yet: {}", id, Reasons.firstLine(e));
        } finally {
            expected.exchanged(id);
        }
    }

    private void remove(String id) {
        try {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, SHORT.toSeconds(), TimeUnit.SECONDS);
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

    /** Ends what served its last message. */
    void tidy() {
        Set<Endpoint> called = new HashSet<>();
        switches().forEach(each -> called.addAll(each.tidy()));
        if (!called.isEmpty()) {
            forget(called);
        }
        if (!leaving.isEmpty() && switches().stream().noneMatch(RouteSwitch::hasStragglers)) {
            for (String id : List.copyOf(leaving.keySet())) {
                if (context.getInflightRepository().size(id) == 0) {
                    remove(id);
                    leaving.remove(id);
                }
            }
        }
    }

    private void forget(Set<Endpoint> called) {
        for (RouteSwitch each : switches()) {
            called.removeAll(each.endpoints());
        }
        context.getRoutes().forEach(route -> called.remove(route.getEndpoint()));
        for (Endpoint endpoint : called) {
            try {
                context.removeEndpoint(endpoint);
            } catch (Exception e) {
                log.debug("An endpoint that nobody calls any more does not end", e);
            }
        }
        // Steps that end also stop the repository that they share with those that go on.
        context.getRegistry().findByType(IdempotentRepository.class).forEach(ServiceHelper::startService);
    }

    private String reason(Exception failure) {
        Masking masking =
                Masking.of(folder, key -> context.getPropertiesComponent().resolveProperty(key));
        return masking.apply(RouteMistakesAnalyzer.mistake(failure)
                        .or(() -> Optional.of(new RouteMistake("routes", 0, Reasons.firstLine(failure))))
                        .get())
                .toString();
    }
}
