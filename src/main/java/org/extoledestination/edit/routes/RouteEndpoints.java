package org.extoledestination.edit.routes;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.extoledestination.edit.live.Nearest;
import org.extoledestination.platform.files.Mistake;

/**
 * Finds endpoints that would not do what their file says: options that their component does not have, calls that no
 * route answers. Camel lets both pass. A misspelt time-out of camel-http would go out to Extole as a query parameter.
 */
final class RouteEndpoints {

    /** Options that camel-http takes without listing them. Source: HttpComponent.createEndpoint of Camel 4.18.0. */
    private static final Set<String> UNLISTED_HTTP = Set.of(
            "connectTimeout",
            "connectionRequestTimeout",
            "responseTimeout",
            "soTimeout",
            "httpBinding",
            "httpContext",
            "httpMethodRestrict",
            "sslContextParameters");

    private final CamelContext context;
    private final List<Mistake> mistakes;
    private final Set<NamedNode> checked = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<NamedNode> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, RouteDefinition> listening = new HashMap<>();
    private final IdentityHashMap<NamedNode, RouteAddress> internalCalls = new IdentityHashMap<>();

    /** Everything that is found goes to {@code mistakes}. */
    RouteEndpoints(CamelContext context, List<Mistake> mistakes) {
        this.context = context;
        this.mistakes = mistakes;
    }

    /** Checks what a route listens to, and what its steps call. */
    void check(RouteDefinition route) {
        address(route.getInput(), route.getInput().getEndpointUri()).ifPresent(from -> {
            RouteDefinition twin = listening.putIfAbsent(from.place(), route);
            if (twin != null) {
                String file = Place.of(twin).file();
                mistakes.add(Place.of(route.getInput()).mistake("has the same 'from' as " + file));
            }
        });
        check(route.getOutputs());
    }

    /** Checks what steps call. */
    void check(List<ProcessorDefinition<?>> outputs) {
        for (ProcessorDefinition<?> step : Steps.all(outputs)) {
            if (step instanceof ThrowExceptionDefinition thrown && thrown.getMessage() != null) {
                compile(step, thrown.getMessage());
            }
            RouteAddress.calledBy(step)
                    .flatMap(uri -> address(step, uri))
                    .filter(RouteAddress::isInternal)
                    .filter(address -> !address.isDynamic())
                    .ifPresent(address -> internalCalls.put(step, address));
        }
    }

    /** Checks that each call of a route has a route. To be asked when all are known. */
    void checkCalls() {
        internalCalls.forEach((step, address) -> {
            if (!listening.containsKey(address.place())) {
                mistakes.add(Place.of(step)
                        .mistake("no route begins with '" + address.place() + "'. "
                                + Nearest.of(address.place(), listening.keySet())));
            }
        });
    }

    /** The routes that listen to an address that begins so. */
    List<RouteDefinition> listeningTo(String place) {
        return listening.entrySet().stream()
                .filter(each -> each.getKey().startsWith(place))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The route that a step calls. */
    Optional<RouteDefinition> calledBy(ProcessorDefinition<?> step) {
        return Optional.ofNullable(internalCalls.get(step))
                .map(RouteAddress::place)
                .map(listening::get);
    }

    /** The nodes with a mistake of their own: Camel need not be asked about them. */
    Set<NamedNode> refused() {
        return refused;
    }

    private Optional<RouteAddress> address(NamedNode node, String uri) {
        try {
            RouteAddress address = RouteAddress.of(uri, context);
            if (checked.add(node)) {
                if (address.isDynamic()) {
                    compile(node, address.uri());
                }
                checkOptions(node, address);
            }
            return Optional.of(address);
        } catch (URISyntaxException e) {
            refuse(node, Place.of(node).mistake("the options of this address cannot be read: " + e.getReason()));
        } catch (IllegalArgumentException e) {
            refuse(node, Place.of(node).mistake(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    /** Camel would with the first message. */
    private void compile(NamedNode node, String simple) {
        try {
            context.resolveLanguage("simple").createExpression(simple);
        } catch (SimpleIllegalSyntaxException e) {
            refuse(node, Reasons.at(Place.of(node), e));
        }
    }

    private void refuse(NamedNode node, Mistake mistake) {
        refused.add(node);
        mistakes.add(mistake);
    }

    private void checkOptions(NamedNode node, RouteAddress address) {
        EndpointUriFactory known = context.getCamelContextExtension().getEndpointUriFactory(address.scheme());
        if (known == null) {
            return;
        }
        Set<String> names = names(address, known);
        List<String> unknown = new ArrayList<>(address.options());
        unknown.removeIf(
                option -> names.contains(option) || prefixes(known).stream().anyMatch(option::startsWith));
        if (unknown.isEmpty() || (!known.isLenientProperties() && resolves(address))) {
            return;
        }
        Place place = Place.of(node);
        for (String option : unknown) {
            if (address.written().contains(option)) {
                refuse(node, place.mistakeInOption(option, noOption(address.scheme(), option, names)));
            } else {
                // Its name may be part of a secret.
                refuse(
                        node,
                        place.mistake("a placeholder in this address brings an option that '" + address.scheme()
                                + "' does not have. Put RAW(...) around it if it is a value"));
            }
        }
    }

    private static String noOption(String scheme, String option, Set<String> names) {
        String advice = scheme.startsWith("http")
                ? " (A query parameter of the call belongs into the header CamelHttpQuery.)"
                : "";
        return "'" + scheme + "' has no option '" + option + "'. " + Nearest.of(option, names) + advice;
    }

    /** A component that is not lenient knows its options better than its catalog. */
    private boolean resolves(RouteAddress address) {
        if (address.isDynamic()) {
            return true;
        }
        try {
            return context.getEndpoint(address.uri()) != null;
        } catch (ResolveEndpointFailedException e) {
            return false;
        }
    }

    private static Set<String> names(RouteAddress address, EndpointUriFactory known) {
        Set<String> names = new TreeSet<>(known.propertyNames());
        if (address.scheme().startsWith("http")) {
            names.addAll(UNLISTED_HTTP);
        }
        return names;
    }

    private static Set<String> prefixes(EndpointUriFactory known) {
        return known.multiValuePrefixes() == null
                ? Set.of()
                : Set.copyOf(known.multiValuePrefixes().values());
    }
}
