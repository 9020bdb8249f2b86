package org.extoledestination.edit.routes;

import java.lang.reflect.Method;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.DelayDefinition;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.extoledestination.edit.routes.Rehearsal.Call;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.platform.telemetry.Meters;
import org.springframework.context.ApplicationContext;

/** Puts stubs in the place of steps that would send, keep or wait. A stub notes what would leave. */
record RehearsalStubs(ApplicationContext beans) {

    private static final String OURS = "org.extoledestination.";
    private static final String NOTHING_DELIVERED = "deliveredIds";

    /** Components that work without a connection. */
    private static final Set<String> WITHOUT_CONNECTION = Set.of(
            "freemarker",
            "jolt",
            "jq",
            "jslt",
            "json-validator",
            "jsonata",
            "language",
            "mustache",
            "string-template",
            "validator",
            "velocity",
            "xquery",
            "xslt",
            "xslt-saxon");

    /** Requests by other steps than {@code to}. */
    private static final List<Class<?>> SENDING = List.of(
            DynamicRouterDefinition.class,
            EnrichDefinition.class,
            KameletDefinition.class,
            RecipientListDefinition.class,
            RoutingSlipDefinition.class);

    /** What would leave in one rehearsal; shared by the copies of its exchange. */
    static final class Calls {

        private static final String PROPERTY = "rehearsalCalls";

        private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

        void follow(Exchange exchange) {
            exchange.setProperty(PROPERTY, this);
        }

        private static Calls of(Exchange exchange) {
            return Objects.requireNonNull(exchange.getProperty(PROPERTY, Calls.class));
        }

        private void add(Call call) {
            calls.add(call);
        }

        List<Call> inOrder() {
            return List.copyOf(calls);
        }
    }

    /** A rehearsal of the route then neither sends, keeps nor waits. */
    void putInto(RouteDefinition route) {
        Steps.all(route.getOutputs()).forEach(step -> pass(route, step));
    }

    private void pass(RouteDefinition route, ProcessorDefinition<?> step) {
        if ((step instanceof BeanDefinition bean && !isRehearsed(bean))
                || step instanceof ThrottleDefinition
                || step instanceof DelayDefinition
                || step instanceof PollEnrichDefinition) {
            replace(route, step, exchange -> {});
        } else if (step instanceof IdempotentConsumerDefinition once) {
            // Whichever it is: what is looked at here must stay new.
            once.setIdempotentRepository(NOTHING_DELIVERED);
        } else if (step instanceof EndpointRequiredDefinition to) {
            pass(route, step, to.getEndpointUri());
        } else if (step instanceof ToDynamicDefinition to) {
            pass(route, step, to.getUri());
        } else if (SENDING.stream().anyMatch(type -> type.isInstance(step))) {
            replace(route, step, exchange -> note(exchange, step.getLabel()));
        }
    }

    private void pass(RouteDefinition route, ProcessorDefinition<?> step, String endpoint) {
        String scheme = endpoint.split(":", 2)[0];
        boolean isTapped = step instanceof WireTapDefinition<?>;
        if (scheme.equals("log")) {
            replace(route, step, exchange -> {});
        } else if (isTapped || !(scheme.equals("direct") || WITHOUT_CONNECTION.contains(scheme))) {
            replace(route, step, exchange -> note(exchange, endpoint));
        }
    }

    private static void replace(RouteDefinition route, ProcessorDefinition<?> step, Processor by) {
        ProcessDefinition instead = new ProcessDefinition(by);
        instead.setLocation(step.getLocation());
        instead.setLineNumber(step.getLineNumber());
        instead.setId(step.getId());
        // By it the step knows its route.
        instead.setParent(step.getParent());
        if (!Steps.replace(route.getOutputs(), step, instead)) {
            throw new IllegalStateException("The step " + step.getLabel() + " of the route " + route.getRouteId()
                    + " cannot be passed over, so nothing is rehearsed");
        }
    }

    /** Beans that a team has brought along run: nobody else knows what they are for. */
    private boolean isRehearsed(BeanDefinition step) {
        if (step.getRef() == null || !beans.containsBean(step.getRef())) {
            return true;
        }
        Object bean = beans.getBean(step.getRef());
        return bean instanceof Rehearsable
                || bean instanceof Meters
                || !bean.getClass().getName().startsWith(OURS)
                || Arrays.stream(bean.getClass().getMethods())
                        .filter(method -> method.isAnnotationPresent(Rehearsed.class))
                        .map(Method::getName)
                        .anyMatch(name -> String.valueOf(step.getMethod()).matches(name + "(\\(.*\\))?"));
    }

    private void note(Exchange exchange, String endpoint) {
        // A placeholder may hold a query, and that a token.
        String resolved = exchange.getContext()
                .resolvePropertyPlaceholders(endpoint.replaceFirst("\\?.*", ""))
                .replaceFirst("\\?.*", "");
        String path = resolved.startsWith("http") ? URI.create(resolved).getPath() : "";
        String body = exchange.getMessage().getBody(String.class);
        Calls.of(exchange)
                .add(new Call(
                        isExtole(resolved) ? exchange.getProperty(ExtoleRequest.OPERATION, "", String.class) : "",
                        resolved,
                        path,
                        body == null ? "" : body));
    }

    private boolean isExtole(String address) {
        return Stream.of("delivery.events-url", "delivery.api-url")
                .map(beans.getEnvironment()::getProperty)
                .anyMatch(url -> url != null && !url.isBlank() && address.startsWith(url));
    }
}
