package org.extoledestination.edit.routes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.DelayDefinition;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RemoveHeaderDefinition;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RollbackDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetHeadersDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.support.PatternHelper;
import org.extoledestination.platform.files.Mistake;
import org.jspecify.annotations.Nullable;

/**
 * The routes that an event passes between the queue and Extole, in which some steps would not do what they read like: the
 * events of a batch wait for each other, and the queue forgets an event when its route ends.
 */
final class EventWay {

    private static final Set<String> ANY_FAILURE = Set.of(
            "java.lang.Exception",
            "java.lang.Throwable",
            "java.lang.RuntimeException",
            "org.apache.camel.CamelException");
    private static final Pattern EXTOLE = Pattern.compile("\\{\\{\\s*delivery\\.(?:events|api)-url\\s*}}");
    /** A misspelt option is a mistake of its own. */
    private static final Pattern READS_ANSWERS = Pattern.compile("throwException\\w*=false");

    private static final String QUEUE = "activemq-batch:extole.events";
    /** In any case, as Camel has headers. */
    private static final Map<String, String> HEADERS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        HEADERS.put(
                "segmentSource",
                "For another account set the property 'extoleAccount': docs/recipes/accounts-by-content.md");
        HEADERS.put(
                "segmentMessageId", "What is sent once at most is what its mapping calls 'unique': docs/mapping.md");
        HEADERS.put("segmentEvent", "Another name for Extole is 'send' in its mapping: docs/recipes/rename-event.md");
        HEADERS.put("segmentType", "Let the choice in the route 'router' send the event where it is to go");
    }

    /** A time as Camel reads it; it silently ignores anything else. An expression is evaluated with the event. */
    private static final Pattern DELAY =
            Pattern.compile("delay\\(\\s*(['\"]?)(\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?"
                    + "(\\d+ms)?)\\1\\s*\\)|delay\\(.*(\\$\\{|\\{\\{).*\\)");

    /** Which steps do not do there what they read like, and what does. */
    private record Rule(Predicate<ProcessorDefinition<?>> breaks, String why) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    step -> step instanceof DelayDefinition
                            || (step instanceof ThrottleDefinition throttle && !isTrue(throttle.getRejectExecution())),
                    "'%s' holds one of the places of delivery.parallel-requests, and soon all events. To let the event"
                            + " wait: bean: { ref: heldEvents, method: \"delay('10m')\" } (docs/recipes/delay.md). For a"
                            + " rate: delivery.calls-per-second, or rejectExecution: true"),
            new Rule(
                    step -> step instanceof BeanDefinition bean
                            && "heldEvents".equals(bean.getRef())
                            && String.valueOf(bean.getMethod()).matches("(?s)delay\\b.*")
                            && !DELAY.matcher(bean.getMethod()).matches(),
                    "this is no time, and the event would not wait. Write days, hours, minutes and seconds:"
                            + " method: \"delay('1d12h')\" or \"delay('30m')\" (docs/recipes/delay.md)"),
            new Rule(
                    EventWay::isSilent,
                    "'%s' catches every failure of what it calls, and the event would count as delivered. Leave it to the"
                            + " failures route, name the exceptions or an onWhen, or end the catch with throwException"),
            new Rule(
                    step -> step instanceof PollEnrichDefinition poll && poll.getTimeout() == null,
                    "'%s' without 'timeout' waits for ever, and soon all events with it. Give it one, in milliseconds"),
            new Rule(
                    EventWay::isForgetful,
                    "the queue forgets the event while '%s' has it in memory only: a stop would lose it. Send a copy to a"
                            + " queue, to: activemq:..., and gather it in a route that begins there"
                            + " (docs/recipes/copy-conversions.md)"),
            new Rule(
                    step -> step instanceof IdempotentConsumerDefinition consumer
                            && !"false".equals(consumer.getEager()),
                    "'%s' without eager: false takes an event as delivered before Extole has it, and the end of the process"
                            + " would lose it. Give it eager: false"),
            new Rule(
                    EventWay::throwsAnswersAway,
                    "'%s' without throwExceptionOnFailure: false makes a dead letter of what Extole only asks to send again."
                            + " Put it among the parameters"),
            new Rule(
                    EventWay::isDeaf,
                    "a part that fails would not be noticed, and the event would count as delivered. Give '%s'"
                            + " stopOnException: true"));

    private final RouteEndpoints endpoints;
    private final List<Mistake> mistakes;

    /** Everything that is found goes to {@code mistakes}. */
    EventWay(RouteEndpoints endpoints, List<Mistake> mistakes) {
        this.endpoints = endpoints;
        this.mistakes = mistakes;
    }

    /** Checks all routes that an event passes. A copy that a wireTap makes goes a way of its own. */
    void check() {
        Set<RouteDefinition> passed = new HashSet<>();
        Deque<RouteDefinition> next = new ArrayDeque<>(endpoints.listeningTo(QUEUE));
        while (!next.isEmpty()) {
            RouteDefinition route = next.pop();
            if (passed.add(route)) {
                for (ProcessorDefinition<?> step : Steps.all(route.getOutputs())) {
                    why(step).ifPresent(why -> mistakes.add(Place.of(step).mistake(why)));
                    if (!(step instanceof WireTapDefinition)) {
                        endpoints.calledBy(step).ifPresent(next::push);
                    }
                }
            }
        }
    }

    /** Why a step is refused there, and its alternative. */
    private static Optional<String> why(ProcessorDefinition<?> step) {
        return RULES.stream()
                .filter(rule -> rule.breaks().test(step))
                .map(rule -> rule.why().formatted(step.getShortName()))
                .findFirst()
                .or(() -> names(step)
                        .filter(HEADERS::containsKey)
                        .map(name -> "'" + name
                                + "' is what the event was kept with: another value, or none, is not heeded. "
                                + HEADERS.get(name))
                        .findFirst());
    }

    /** A try around what leads to Extole, whose catch takes all failures and goes on. */
    private static boolean isSilent(ProcessorDefinition<?> step) {
        if (!(step instanceof TryDefinition attempt)) {
            return false;
        }
        List<ProcessorDefinition<?>> tried = attempt.getOutputs().stream()
                .filter(each -> !(each instanceof CatchDefinition) && !(each instanceof FinallyDefinition))
                .<ProcessorDefinition<?>>map(each -> each)
                .toList();
        return Steps.all(tried).stream().anyMatch(EventWay::callsRoute)
                && attempt.getCatchClauses().stream()
                        .anyMatch(caught -> caught.getOnWhen() == null
                                && caught.getExceptions().stream().anyMatch(ANY_FAILURE::contains)
                                && Steps.all(caught.getOutputs()).stream()
                                        .noneMatch(end -> end instanceof ThrowExceptionDefinition
                                                || end instanceof RollbackDefinition
                                                || callsRoute(end)));
    }

    private static boolean throwsAnswersAway(ProcessorDefinition<?> step) {
        return RouteAddress.calledBy(step)
                .filter(uri -> EXTOLE.matcher(uri).find()
                        && !READS_ANSWERS.matcher(uri).find())
                .isPresent();
    }

    private static boolean callsRoute(ProcessorDefinition<?> step) {
        return !(step instanceof WireTapDefinition)
                && RouteAddress.calledBy(step)
                        .filter(uri -> uri.startsWith("direct:"))
                        .isPresent();
    }

    /** All that a step keeps in memory after the exchange has gone on. */
    private static boolean isForgetful(ProcessorDefinition<?> step) {
        return step instanceof AggregateDefinition
                || step instanceof ResequenceDefinition
                || (!(step instanceof WireTapDefinition)
                        && RouteAddress.calledBy(step)
                                .filter(uri -> uri.startsWith("seda:"))
                                .filter(uri -> !uri.contains("waitForTaskToComplete=Always"))
                                .isPresent())
                || ((step instanceof RoutingSlipDefinition || step instanceof DynamicRouterDefinition)
                        && String.valueOf(
                                        ((ExpressionNode) step).getExpression().getExpression())
                                .contains("seda:"));
    }

    private static boolean isDeaf(ProcessorDefinition<?> step) {
        return (step instanceof SplitDefinition split && !isTrue(split.getStopOnException()))
                || (step instanceof MulticastDefinition multicast && !isTrue(multicast.getStopOnException()))
                || (step instanceof RecipientListDefinition<?> list && !isTrue(list.getStopOnException()));
    }

    private static boolean isTrue(@Nullable String option) {
        return "true".equals(option);
    }

    private static Stream<String> names(ProcessorDefinition<?> step) {
        if (step instanceof SetHeaderDefinition header) {
            return Stream.of(header.getName());
        }
        if (step instanceof SetPropertyDefinition property) {
            return Stream.of(property.getName());
        }
        if (step instanceof RemoveHeaderDefinition header) {
            return Stream.of(header.getName());
        }
        if (step instanceof RemoveHeadersDefinition headers && !"*".equals(headers.getPattern())) {
            return HEADERS.keySet().stream()
                    .filter(name -> PatternHelper.matchPattern(name, headers.getPattern())
                            && (headers.getExcludePattern() == null
                                    || !PatternHelper.matchPattern(name, headers.getExcludePattern())));
        }
        return step instanceof SetHeadersDefinition headers
                ? headers.getHeaders().stream().map(SetHeaderDefinition::getName)
                : Stream.empty();
    }
}
