package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.edit.live.EditRefusedException;
import org.extoledestination.edit.routes.RouteSet.Changes;
import org.extoledestination.edit.routes.RouteSet.Entry;
import org.extoledestination.platform.files.Mistake;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges routes of the running context, all that an edit changes or none. Where a route only does something else, its
 * consumer goes on and its steps are exchanged behind it; where it listens to something else, it is restarted.
 */
final class LiveRoutes implements RouteExchange {

    private static final Logger log = LoggerFactory.getLogger(LiveRoutes.class);

    private final CamelContext context;
    private final RouteSwitch.Factory factory;
    private final ExpectedRoutes expected;
    private final RouteModel model;
    private final RouteRestart restart;
    private final LeavingRoutes leaving;
    private final Path folder;
    private RouteSet running;

    /** For a context whose routes were loaded from {@code running} and have started. */
    LiveRoutes(
            CamelContext context,
            RouteSwitch.Factory factory,
            ExpectedRoutes expected,
            RequestGate gate,
            Consumer<Endpoint> httpGone,
            Path folder,
            RouteSet running) {
        this.context = context;
        this.factory = factory;
        this.expected = expected;
        this.folder = folder;
        this.running = running;
        this.model = new RouteModel(context);
        this.restart = new RouteRestart(context, factory, expected, gate, httpGone, model);
        this.leaving = new LeavingRoutes(context, model);
    }

    @Override
    public String take(RouteSet next) throws EditRefusedException {
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
            if (RouteModel.isInternal(definition(id))) {
                throw EditRefusedException.wrong(
                        List.of(Mistake.fileName(entry(next, id).file())
                                + "  what an internal route listens to cannot change while others call it. Give the route"
                                + " another id in the same edit, or restart"));
            }
        }
    }

    private static Entry entry(RouteSet set, String id) {
        return Objects.requireNonNull(set.routes().get(id));
    }

    private void take(Changes changes, RouteSet next, Undo undo) throws Exception {
        if (!changes.configurations().isEmpty()) {
            List<Path> files = next.configurations().values().stream()
                    .map(Entry::file)
                    .distinct()
                    .toList();
            model.replaceConfigurations(files, undo);
        }
        Map<String, RouteDefinition> fresh = new HashMap<>();
        for (Set<String> ids : List.of(changes.steps(), changes.shells(), changes.added())) {
            for (String id : ids) {
                fresh.put(id, model.read(entry(next, id).file(), id));
            }
        }
        Map<String, RunningSteps> steps = new LinkedHashMap<>();
        for (String id : changes.steps()) {
            RunningSteps built = factory.steps(context, definition(fresh, id));
            undo.with(built::shutdown);
            steps.put(id, built);
        }
        for (String id : changes.added()) {
            if (RouteModel.isInternal(definition(fresh, id))) {
                add(id, definition(fresh, id), next, undo);
            }
        }
        steps.forEach((id, built) -> turn(id, built, undo));
        for (String id : changes.shells()) {
            restart.exchange(id, definition(id), definition(fresh, id), undo);
        }
        for (String id : changes.added()) {
            if (context.getRoute(id) == null) {
                add(id, definition(fresh, id), next, undo);
            }
        }
        // From here on nothing fails.
        changes.removed().forEach(this::leave);
        expectAll();
        if (!changes.configurations().isEmpty()) {
            RouteSwitch.all(context).forEach(RouteSwitch::giveUpRetired);
        }
    }

    private static RouteDefinition definition(Map<String, RouteDefinition> fresh, String id) {
        return Objects.requireNonNull(fresh.get(id));
    }

    /** By which a running route works. */
    private RouteDefinition definition(String id) {
        return RouteSwitch.of(context.getRoute(id)).current().definition();
    }

    private void expectAll() {
        expected.expect(RouteSwitch.all(context)
                .map(each -> each.current().definition())
                .filter(route -> !leaving.contains(route.getRouteId()))
                .toList());
    }

    private void turn(String id, RunningSteps next, Undo undo) {
        RunningSteps old = RouteSwitch.of(context.getRoute(id)).turn(next);
        undo.with(() -> RouteSwitch.of(context.getRoute(id)).turn(old));
    }

    private void add(String id, RouteDefinition definition, RouteSet next, Undo undo) throws Exception {
        Optional<Entry> stays = leaving.remove(id);
        if (stays.isPresent()) {
            if (stays.get().shell().equals(entry(next, id).shell())) {
                undo.with(() -> leaving.add(id, stays.get()));
                RunningSteps built = factory.steps(context, definition);
                undo.with(built::shutdown);
                turn(id, built, undo);
                return;
            }
            model.remove(id);
        }
        undo.with(() -> model.remove(id));
        model.start(definition);
    }

    private void leave(String id) {
        leaving.add(id, entry(running, id));
        expectAll();
        if (RouteModel.isInternal(definition(id))) {
            return;
        }
        try {
            restart.end(id);
            leaving.remove(id);
        } catch (Exception e) {
            log.warn(
                    "The route '{}' is gone from its folder and does not end yet: {}",
                    id,
                    Shown.text(Reasons.firstLine(e)));
        }
    }

    @Override
    public void tidy() {
        leaving.tidy();
    }

    private String reason(Exception failure) {
        Masking masking =
                Masking.of(folder, key -> context.getPropertiesComponent().resolveProperty(key));
        return masking.apply(RouteMistakesAnalyzer.mistake(failure)
                        .or(() -> Optional.of(new Mistake("routes", 0, Reasons.firstLine(failure))))
                        .get())
                .toString();
    }
}
