package org.extoledestination.edit.routes;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.util.URISupport;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/** The routes that run, as people may see them: placeholders stay placeholders. */
public final class RunningRoutes {

    /** The kind of their files, in {@link org.extoledestination.edit.live.LiveEdits}. */
    public static final String FILES = RouteEdits.NAME;

    private final CamelContext context;
    private final StepFaults counts;
    private final Path folder;

    RunningRoutes(CamelContext context, StepFaults counts, Path folder) {
        this.context = context;
        this.counts = counts;
        this.folder = folder;
    }

    /**
     * One route.
     *
     * @param description what its file says of it; may be empty
     * @param file the name of its file
     * @param from what it listens to, without options
     * @param isRunning whether it listens; false also where {@code autoStartup} is false
     * @param calls the ids of the routes that its steps call, each once
     * @param completed exchanges that came out without a failure since it listens
     * @param failed exchanges that failed in it, those that its error handling dealt with among them
     */
    public record Line(
            String id,
            String description,
            String file,
            String from,
            boolean isRunning,
            List<String> calls,
            long completed,
            long failed) {}

    /**
     * A step.
     *
     * @param kind its word in the file, such as {@code bean}
     * @param text what it does, in Camel's words; may be empty
     * @param note its description; may be empty
     * @param calls the id of the route that it calls; may be empty
     * @param completed exchanges that it passed on since it is in force; null where nobody counts
     * @param failed exchanges on which it, or what it calls, failed
     * @param branches what stands in it
     */
    public record Step(
            String kind,
            String text,
            String note,
            String calls,
            @Nullable Long completed,
            @Nullable Long failed,
            List<Branch> branches) {}

    /**
     * Steps within a step.
     *
     * @param kind such as {@code when}; empty if there is only one
     * @param text its condition; may be empty
     * @param note its description; may be empty
     */
    public record Branch(String kind, String text, String note, List<Step> steps) {}

    /**
     * A route with its steps.
     *
     * @param onFailure what is done when a step fails, beside the steps
     */
    public record Opened(Line line, List<Step> steps, List<Step> onFailure) {}

    /** What has to be put in before the routes are loaded. */
    StepFaults counts() {
        return counts;
    }

    /** All of them, in the order of their files. */
    public List<Line> all() {
        Map<String, String> listening = listening();
        Masking masking = masking();
        return definitions()
                .map(route -> line(route, listening, masking))
                .sorted(Comparator.comparing(Line::file).thenComparing(Line::id))
                .toList();
    }

    /** One of them; empty if none has this id. */
    public Optional<Opened> one(String id) {
        Map<String, String> listening = listening();
        Masking masking = masking();
        return definitions()
                .filter(route -> route.getRouteId().equals(id))
                .findFirst()
                .map(route -> {
                    Reading reading = new Reading(listening, masking);
                    return new Opened(
                            line(route, listening, masking),
                            reading.steps(own(route)),
                            reading.steps(route.getOutputs().stream()
                                    .filter(ProcessorDefinition::isAbstract)
                                    .toList()));
                });
    }

    /** Those by which routes work now: Camel's list does not know of steps that were exchanged. */
    private Stream<RouteDefinition> definitions() {
        return RouteSwitch.all(context).map(each -> each.current().definition());
    }

    /** What stands for the events of a route, without what was put before it for failures. */
    private static List<ProcessorDefinition<?>> own(RouteDefinition route) {
        return route.getOutputs().stream().filter(step -> !step.isAbstract()).toList();
    }

    private Masking masking() {
        return Masking.of(folder, key -> context.getPropertiesComponent().resolveProperty(key));
    }

    /** The ids of routes by their inputs. */
    private Map<String, String> listening() {
        Map<String, String> ids = new HashMap<>();
        definitions()
                .forEach(route -> place(route.getInput().getEndpointUri())
                        .ifPresent(place -> ids.putIfAbsent(place, route.getRouteId())));
        return ids;
    }

    private Optional<String> place(String uri) {
        try {
            RouteAddress address = RouteAddress.of(uri, context);
            return address.isDynamic() ? Optional.empty() : Optional.of(address.place());
        } catch (URISyntaxException | IllegalArgumentException e) {
            // A route that listens elsewhere calls no other one.
            return Optional.empty();
        }
    }

    private Line line(RouteDefinition route, Map<String, String> listening, Masking masking) {
        Set<String> calls = new LinkedHashSet<>();
        Steps.all(own(route)).forEach(step -> called(step, listening).ifPresent(calls::add));
        Passed passed = RouteSwitch.of(context.getRoute(route.getRouteId())).passed();
        return new Line(
                route.getRouteId(),
                Objects.requireNonNullElse(route.getDescriptionText(), ""),
                Place.of(route).file(),
                shown(route.getInput().getEndpointUri().replaceFirst("\\?.*", ""), masking),
                context.getRouteController().getRouteStatus(route.getRouteId()) == ServiceStatus.Started,
                List.copyOf(calls),
                passed.completed(),
                passed.failed());
    }

    private Optional<String> called(ProcessorDefinition<?> step, Map<String, String> listening) {
        return RouteAddress.calledBy(step).flatMap(this::place).map(listening::get);
    }

    private static String shown(String text, Masking masking) {
        return Shown.text(masking.apply(URISupport.sanitizeUri(text)));
    }

    /** One reading of a route's model. */
    private final class Reading {

        private final Map<String, String> listening;
        private final Masking masking;

        Reading(Map<String, String> listening, Masking masking) {
            this.listening = listening;
            this.masking = masking;
        }

        List<Step> steps(List<ProcessorDefinition<?>> outputs) {
            return outputs.stream().map(this::step).toList();
        }

        private Step step(ProcessorDefinition<?> step) {
            Optional<Passed> passed = counts.passed(step);
            return new Step(
                    step.getShortName(),
                    text(step),
                    note(step),
                    called(step, listening).orElse(""),
                    passed.map(Passed::completed).orElse(null),
                    passed.map(Passed::failed).orElse(null),
                    branches(step));
        }

        private List<Branch> branches(ProcessorDefinition<?> step) {
            List<Branch> branches = new ArrayList<>();
            if (step instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> branches.add(branch(when, when.getOutputs())));
                if (choice.getOtherwise() != null) {
                    branches.add(
                            branch(choice.getOtherwise(), choice.getOtherwise().getOutputs()));
                }
            } else {
                List<ProcessorDefinition<?>> clauses = clauses(step);
                List<ProcessorDefinition<?>> body = step.getOutputs().stream()
                        .filter(each -> !clauses.contains(each))
                        .toList();
                if (!body.isEmpty()) {
                    branches.add(new Branch("", "", "", steps(body)));
                }
                clauses.forEach(clause -> branches.add(branch(clause, clause.getOutputs())));
                if (step instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
                    branches.add(branch(
                            breaker.getOnFallback(), breaker.getOnFallback().getOutputs()));
                }
            }
            return branches;
        }

        /** The YAML reader puts them beside the steps, and Camel among them when the route starts. */
        private List<ProcessorDefinition<?>> clauses(ProcessorDefinition<?> step) {
            if (!(step instanceof TryDefinition attempt)) {
                return List.of();
            }
            Stream<ProcessorDefinition<?>> beside = Stream.concat(
                    Stream.ofNullable(attempt.getCatchClauses()).flatMap(List::stream),
                    Stream.ofNullable(attempt.getFinallyClause()));
            Stream<ProcessorDefinition<?>> among = attempt.getOutputs().stream()
                    .filter(each -> each instanceof CatchDefinition || each instanceof FinallyDefinition)
                    .map(each -> each);
            return Stream.concat(beside, among).distinct().collect(Collectors.toList());
        }

        private Branch branch(NamedNode node, List<ProcessorDefinition<?>> outputs) {
            return new Branch(node.getShortName(), text(node), note(node), steps(outputs));
        }

        private static String note(NamedNode node) {
            return Objects.requireNonNullElse(node.getDescriptionText(), "");
        }

        /** Camel's label, without the word that stands before it in any case. */
        private String text(NamedNode node) {
            String label = Objects.requireNonNullElse(node.getLabel(), "");
            String kind = node.getShortName();
            String plain = label.equals(kind)
                    ? ""
                    : label.startsWith(kind + '[') && label.endsWith("]")
                            ? label.substring(kind.length() + 1, label.length() - 1)
                            : label;
            return shown(plain, masking);
        }
    }
}
