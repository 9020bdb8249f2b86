package org.extoledestination.edit.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.extoledestination.platform.files.Mistake;

/**
 * Builds every route as Camel will when it starts, which is when it finds missing beans, wrong expressions and the
 * like; but goes on after a mistake, to find them all. Nothing is started by this. Steps with a mistake are taken out
 * of the model, so a context with mistakes is good for nothing else.
 */
final class RouteBuilds {

    private final Model model;
    private final CamelContext context;
    private final Set<NamedNode> refused;
    private final List<Mistake> mistakes;

    /** Leaves out the {@code refused} nodes. Everything that is found goes to {@code mistakes}. */
    RouteBuilds(CamelContext context, Set<NamedNode> refused, List<Mistake> mistakes) {
        this.model = Steps.model(context);
        this.context = context;
        this.refused = refused;
        this.mistakes = mistakes;
    }

    /** Builds all. */
    void check() {
        List<OnExceptionDefinition> broken = new ArrayList<>();
        for (RouteConfigurationDefinition configuration : model.getRouteConfigurationDefinitions()) {
            for (OnExceptionDefinition handler : configuration.getOnExceptions()) {
                if (!handlerBuilds(handler)) {
                    broken.add(handler);
                }
            }
        }
        for (RouteDefinition route : model.getRouteDefinitions()) {
            if (route.getInput() == null) {
                continue;
            }
            route.getOutputs().removeAll(broken);
            build(route).ifPresent(failure -> blame(route, failure));
        }
    }

    /** Camel blames some route for what is wrong in an error handler: so its steps, and then itself, get their own. */
    private boolean handlerBuilds(OnExceptionDefinition handler) {
        if (!handler.getOutputs().isEmpty()) {
            build(routeOf(handler.getOutputs())).ifPresent(e -> blame(handler, e));
        }
        RouteDefinition itself = routeOf(new ArrayList<>(List.of(handler, new LogDefinition("-"))));
        RouteDefinitionHelper.prepareRoute(context, itself);
        Optional<Exception> failure = build(itself);
        failure.ifPresent(e -> blame(handler, e));
        return failure.isEmpty();
    }

    private RouteDefinition routeOf(List<ProcessorDefinition<?>> steps) {
        RouteDefinition route = new RouteDefinition();
        route.setId("check-of-error-handler");
        route.setInput(new FromDefinition("direct:check-of-error-handler"));
        route.setOutputs(steps);
        return route;
    }

    private void blame(NamedNode node, Exception failure) {
        mistakes.add(Reasons.at(Place.of(node), failure));
    }

    /** Reports each step that cannot be built; returns a failure that is about no step. */
    private Optional<Exception> build(RouteDefinition route) {
        if (refused.contains(route.getInput())) {
            route.getInput().setUri("direct:check-of-" + route.getRouteId());
        }
        for (NamedNode step : refused) {
            if (step instanceof ProcessorDefinition<?> known) {
                Steps.neutralize(route.getOutputs(), known);
            }
        }
        while (true) {
            Optional<Exception> failure = attempt(route);
            Optional<ProcessorDefinition<?>> step = failure.flatMap(e -> Reasons.step(route, e));
            if (step.isEmpty() || step.get().getLocation() == null) {
                return failure;
            }
            if (!isInside(step.get())) {
                blame(step.get(), failure.orElseThrow());
                if (!Steps.neutralize(route.getOutputs(), step.get())) {
                    return Optional.empty();
                }
            }
        }
    }

    /** Camel blames a choice or a loop for what is wrong in a step of it. Reports that step, if there is one. */
    private boolean isInside(ProcessorDefinition<?> step) {
        long before = mistakes.stream().distinct().count();
        Steps.below(step)
                .filter(steps -> !steps.isEmpty())
                // Some, such as the catch of a try, cannot be built alone: that is no mistake of theirs.
                .forEach(steps -> build(routeOf(steps)));
        // Only what is new leads on: a step that cannot be taken out would be reported forever.
        return mistakes.stream().distinct().count() > before;
    }

    private Optional<Exception> attempt(RouteDefinition route) {
        try {
            model.getModelReifierFactory().createRoute(context, route);
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(e);
        }
    }
}
