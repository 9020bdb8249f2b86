package org.extoledestination.edit.routes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.MessageHistory;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.PredicateBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.DelayDefinition;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.files.MistakesException;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * Runs the route files in a context of their own, from {@code direct:router} on, and tells what would leave. Nothing
 * leaves and nothing is kept: steps that would do so are passed over, and so are waits. Every route with a {@code direct:}
 * address takes part, as it is written.
 */
public final class Rehearsal implements AutoCloseable {

    private static final String CALLS = "rehearsalCalls";
    private static final String OURS = "org.extoledestination.";
    private static final String START = "direct:router";
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

    private final ApplicationContext beans;
    private final Path folder;
    private final IdentityHashMap<NamedNode, Step> steps = new IdentityHashMap<>();
    private final SimpleMeterRegistry counters = new SimpleMeterRegistry();
    private volatile Map<String, String> inForce;
    private volatile boolean isOld;
    private @Nullable DefaultCamelContext context;
    private @Nullable ProducerTemplate template;

    Rehearsal(ApplicationContext beans, Path folder) {
        this.beans = beans;
        this.folder = folder;
        this.inForce = read(folder);
    }

    /**
     * One request or message that would leave.
     *
     * @param operation which of Extole's calls, by its word; empty for what goes elsewhere
     * @param endpoint the address of the step, without its options
     * @param path the path at an HTTP server; otherwise empty
     * @param body as text
     */
    public record Call(String operation, String endpoint, String path, String body) {}

    /**
     * A step that the event passed.
     *
     * @param route the route's id
     * @param place file and line
     * @param step as Camel describes it
     */
    public record Step(String route, String place, String step) {

        @Override
        public String toString() {
            return place + ": " + step + " in the route '" + route + "'";
        }
    }

    /**
     * The result of a rehearsal.
     *
     * @param steps in the order in which they were reached
     * @param calls what would leave, in order; none when it failed before
     * @param counted the outcomes that the routes counted, as {@code station.outcome}
     * @param failure what a step failed with
     */
    public record Outcome(List<Step> steps, List<Call> calls, List<String> counted, Optional<Exception> failure) {}

    /** Other route files are in force: the next call runs those. */
    void renew() {
        inForce = read(folder);
        isOld = true;
    }

    /** The running routes may differ from the files: an edit may have been refused. */
    private static Map<String, String> read(Path folder) {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .collect(Collectors.toMap(file -> String.valueOf(file.getFileName()), Rehearsal::text));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The route file " + file + " cannot be read", e);
        }
    }

    /**
     * Runs one event through. One at a time.
     *
     * @throws MistakesException if the files cannot run
     */
    public synchronized Outcome of(SegmentEvent event) {
        if (isOld) {
            isOld = false;
            close();
        }
        ProducerTemplate sender = template;
        if (sender == null) {
            sender = start();
        }
        Map<String, Double> before = counts();
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        Exchange passed = sender.send(START, exchange -> {
            exchange.getMessage().setBody(event.json());
            exchange.getMessage().getHeaders().putAll(event.headers());
            EventInHand.take(exchange, event);
            exchange.setProperty(CALLS, calls);
        });
        List<String> counted = counts().entrySet().stream()
                .filter(count -> count.getValue() > before.getOrDefault(count.getKey(), 0.0))
                .map(Map.Entry::getKey)
                .toList();
        return new Outcome(steps(passed), List.copyOf(calls), counted, Optional.ofNullable(passed.getException()));
    }

    private List<Step> steps(Exchange passed) {
        List<?> history = passed.getProperty(Exchange.MESSAGE_HISTORY, List.of(), List.class);
        return history.stream()
                .map(MessageHistory.class::cast)
                .map(each -> steps.computeIfAbsent(each.getNode(), node -> step(each.getRouteId(), node)))
                .toList();
    }

    private static Step step(String route, NamedNode node) {
        Place place = Place.of(node);
        return new Step(route, place.file() + ':' + place.line(), node.getLabel());
    }

    private Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter counter : Search.in(counters).counters()) {
            String station = counter.getId().getName().replaceFirst("^extole\\.destination\\.", "");
            counts.merge(station + '.' + counter.getId().getTag("outcome"), counter.count(), Double::sum);
        }
        return counts;
    }

    private ProducerTemplate start() {
        Meters meters = new Meters(counters);
        Map<String, Object> copies = new HashMap<>(Map.of("meters", meters));
        beans.getBeansOfType(Rehearsable.class).forEach((name, bean) -> copies.put(name, bean.forRehearsal(meters)));
        // No event is set aside here, and none that is becomes free by being looked at.
        copies.put("isSetAside", PredicateBuilder.constant(false));
        DefaultCamelContext started = load(copies);
        started.setMessageHistory(true);
        started.setAutoStartup(true);
        Model model = Steps.model(started);
        for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
            if (route.getInput().getEndpointUri().startsWith("direct:")) {
                route.getOutputs().removeIf(OnExceptionDefinition.class::isInstance);
                route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
                Steps.all(route.getOutputs()).forEach(step -> pass(route, step));
            } else {
                model.getRouteDefinitions().remove(route);
            }
        }
        started.start();
        context = started;
        template = started.createProducerTemplate();
        return template;
    }

    private DefaultCamelContext load(Map<String, Object> copies) {
        try {
            Path copy = Files.createTempDirectory("rehearsal");
            try {
                for (Map.Entry<String, String> file : inForce.entrySet()) {
                    Files.writeString(copy.resolve(file.getKey()), file.getValue());
                }
                return new ScratchContext(beans).load(copy, copies);
            } finally {
                FileSystemUtils.deleteRecursively(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary folder cannot be used", e);
        }
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

    @SuppressWarnings("unchecked")
    private void note(Exchange exchange, String endpoint) {
        String address = endpoint.replaceFirst("\\?.*", "");
        String resolved = exchange.getContext().resolvePropertyPlaceholders(address);
        String path = resolved.startsWith("http") ? URI.create(resolved).getPath() : "";
        String body = exchange.getMessage().getBody(String.class);
        exchange.getProperty(CALLS, List.class)
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

    @Override
    public synchronized void close() {
        if (context != null) {
            context.stop();
            steps.clear();
            context = null;
            template = null;
        }
    }
}
