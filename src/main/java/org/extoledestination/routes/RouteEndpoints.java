package org.extoledestination.routes;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * Finds options of endpoints that their component does not have. Camel finds them itself for most components, but
 * camel-http takes an unknown option as a query parameter of the call: a misspelt time-out would go out to Extole.
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

    RouteEndpoints(CamelContext context) {
        this.context = context;
    }

    List<RouteMistake> mistakes(RouteDefinition route) {
        List<RouteMistake> mistakes = new ArrayList<>();
        String file = RouteFiles.fileName(route.getLocation());
        if (route.getInput() != null) {
            check(route.getInput().getEndpointUri(), file, route.getInput(), mistakes);
        }
        mistakes.addAll(mistakes(file, route.getOutputs()));
        return mistakes;
    }

    List<RouteMistake> mistakes(String file, List<? extends ProcessorDefinition<?>> outputs) {
        List<RouteMistake> mistakes = new ArrayList<>();
        for (ProcessorDefinition<?> step : steps(outputs)) {
            if (step instanceof EndpointRequiredDefinition endpoint && endpoint.getEndpointUri() != null) {
                check(endpoint.getEndpointUri(), file, step, mistakes);
            }
        }
        return mistakes;
    }

    /** All steps, however deep. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static Collection<ProcessorDefinition<?>> steps(List<? extends ProcessorDefinition<?>> outputs) {
        return ProcessorDefinitionHelper.filterTypeInOutputs((List) outputs, ProcessorDefinition.class);
    }

    private void check(String uri, String file, NamedNode step, List<RouteMistake> mistakes) {
        try {
            String resolved = context.resolvePropertyPlaceholders(uri);
            String scheme = StringHelper.before(resolved, ":");
            EndpointUriFactory known =
                    scheme == null ? null : context.getCamelContextExtension().getEndpointUriFactory(scheme);
            String query = StringHelper.after(resolved, "?");
            if (known == null || query == null) {
                return;
            }
            for (String option : URISupport.parseQuery(query).keySet()) {
                if (!isKnown(option, scheme, known)) {
                    mistakes.add(new RouteMistake(
                            file,
                            step.getLineNumber(),
                            "'" + scheme + "' has no option '" + option + "'. " + nearest(option, scheme, known)));
                }
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            mistakes.add(
                    new RouteMistake(file, step.getLineNumber(), "this address cannot be read: " + e.getMessage()));
        }
    }

    private static boolean isKnown(String option, String scheme, EndpointUriFactory known) {
        String plain = option.startsWith("?") ? option.substring(1) : option;
        return known.propertyNames().contains(plain)
                || prefixes(known).stream().anyMatch(plain::startsWith)
                || (scheme.startsWith("http") && UNLISTED_HTTP.contains(plain))
                || (scheme.equals("activemq") && plain.startsWith("destination."))
                || (scheme.equals("activemq")
                        && Set.of("usePooledConnection", "useSingleConnection").contains(plain));
    }

    private static Collection<String> prefixes(EndpointUriFactory known) {
        Map<String, String> prefixes = known.multiValuePrefixes();
        return prefixes == null ? List.of() : prefixes.values();
    }

    private static String nearest(String option, String scheme, EndpointUriFactory known) {
        Set<String> names = new TreeSet<>(known.propertyNames());
        if (scheme.startsWith("http")) {
            names.addAll(UNLISTED_HTTP);
        }
        return names.stream()
                .min((one, other) -> Integer.compare(
                        org.apache.commons.text.similarity.LevenshteinDistance.getDefaultInstance()
                                .apply(option, one),
                        org.apache.commons.text.similarity.LevenshteinDistance.getDefaultInstance()
                                .apply(option, other)))
                .map(name -> "Did you mean '" + name + "'?")
                .orElse("It has no options.");
    }
}
