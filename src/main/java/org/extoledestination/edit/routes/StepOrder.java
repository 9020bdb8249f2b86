package org.extoledestination.edit.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.extoledestination.platform.files.Mistake;

/** Steps of which one must come before the other, or a failure or a kill between them loses something. */
final class StepOrder {

    private static final Set<String> DELIVERY = Set.of("direct:delivery", "direct:unique");

    /** If both are in one route, the step {@code second} may not come before each of {@code first}. */
    private record Rule(Set<String> first, String second, String why) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    DELIVERY,
                    "audienceStates.record",
                    "what is recorded is no news any more, and an event that fails after it would never be sent"),
            new Rule(
                    DELIVERY,
                    "direct:public-parameters",
                    "parameters of an event that Extole refuses would be stored at Extole"),
            new Rule(
                    Set.of("eventQueue.keep"),
                    "deadLetterReplay.queued",
                    "a kill in between would lose the letter and its event"),
            new Rule(Set.of("deadLetters.keep"), "heldEvents.release", "a kill in between would lose the event"),
            new Rule(
                    Set.of("direct:router"),
                    "heldEvents.release",
                    "an event that Extole does not take would not be tried again"),
            new Rule(
                    Set.of("deadLetters.forget", "heldEvents.forget", "publicParameters.forget"),
                    "direct:delivery",
                    "what waits here would make the person anew at Extole after the erasure"));

    private StepOrder() {}

    /** The steps that the rules are about. */
    static Set<String> names() {
        return RULES.stream()
                .flatMap(rule -> Stream.concat(rule.first().stream(), Stream.of(rule.second())))
                .collect(Collectors.toSet());
    }

    /** What stands in the wrong order in this route. */
    static List<Mistake> mistakes(RouteDefinition route) {
        List<Mistake> mistakes = new ArrayList<>();
        List<ProcessorDefinition<?>> steps = List.copyOf(Steps.all(route.getOutputs()));
        for (Rule rule : RULES) {
            int second = first(steps, Set.of(rule.second()));
            int first = first(steps, rule.first());
            if (second >= 0 && second < first) {
                mistakes.add(Place.of(steps.get(second))
                        .mistake("'" + rule.second() + "' stands before '"
                                + name(steps.get(first)).orElseThrow() + "': " + rule.why()
                                + ". Put it behind that step"));
            }
        }
        return mistakes;
    }

    /** The position of the first step with one of these names; negative if there is none. */
    private static int first(List<ProcessorDefinition<?>> steps, Set<String> names) {
        return Stream.iterate(0, i -> i < steps.size(), i -> i + 1)
                .filter(i -> name(steps.get(i)).filter(names::contains).isPresent())
                .findFirst()
                .orElse(-1);
    }

    /** The address that it calls, without options, or its bean and method, without arguments. */
    private static Optional<String> name(ProcessorDefinition<?> step) {
        if (step instanceof BeanDefinition bean) {
            return Optional.of(
                    bean.getRef() + '.' + String.valueOf(bean.getMethod()).replaceFirst("\\(.*", ""));
        }
        return RouteAddress.calledBy(step).map(uri -> uri.split("\\?", 2)[0]);
    }
}
