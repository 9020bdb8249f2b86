package org.extoledestination.edit.routes;

import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * The address of an endpoint, taken apart.
 *
 * @param uri with its placeholders resolved; may hold secrets
 * @param scheme the component; empty if the address does not begin with one
 * @param path what follows, to the options
 * @param written as it stands in the file
 * @param isDynamic whether parts are known only when an event comes
 */
record RouteAddress(String uri, String scheme, String path, Set<String> options, String written, boolean isDynamic) {

    private static final String EXPRESSION = "\\$(?:simple)?\\{[^{}]*}";

    /**
     * Takes apart what a route file says.
     *
     * @throws IllegalArgumentException if a placeholder has no value
     * @throws URISyntaxException if the options cannot be read
     */
    static RouteAddress of(String written, CamelContext context) throws URISyntaxException {
        String uri = context.resolvePropertyPlaceholders(written);
        String fixed = uri;
        for (String inner = ""; !inner.equals(fixed); ) {
            inner = fixed;
            fixed = inner.replaceAll(EXPRESSION, "x");
        }
        boolean isDynamic = !fixed.equals(uri);
        String scheme = fixed.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") ? StringHelper.before(fixed, ":") : "";
        String rest = scheme.isEmpty() ? fixed : StringHelper.after(fixed, ":");
        String query = StringHelper.after(rest, "?", "");
        String path = StringHelper.before(rest, "?", rest).replaceFirst("^//", "");
        return new RouteAddress(uri, scheme, path, URISupport.parseQuery(query).keySet(), written, isDynamic);
    }

    /** The address that a step calls, as written; empty for a step without a call or with a computed address. */
    static Optional<String> calledBy(ProcessorDefinition<?> step) {
        if (step instanceof EndpointRequiredDefinition send) {
            return Optional.ofNullable(send.getEndpointUri());
        }
        if (step instanceof ToDynamicDefinition dynamic) {
            return Optional.ofNullable(dynamic.getUri());
        }
        if (step instanceof EnrichDefinition || step instanceof PollEnrichDefinition) {
            return Optional.ofNullable(((ExpressionNode) step).getExpression())
                    .filter(expression -> Set.of("constant", "simple").contains(expression.getLanguage()))
                    .map(expression -> expression.getExpression());
        }
        return Optional.empty();
    }

    /** Whether messages go there inside this process, to the one route that begins with this address. */
    boolean isInternal() {
        return scheme.equals("direct") || scheme.equals("seda");
    }

    /** The input that two routes cannot share. Different methods of one HTTP path are two inputs. */
    String place() {
        String plain = path.replaceFirst("^queue:(//)?", "");
        return scheme.equals("platform-http") ? uri : scheme + ":" + plain;
    }
}
