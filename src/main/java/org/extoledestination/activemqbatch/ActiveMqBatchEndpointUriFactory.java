package org.extoledestination.activemqbatch;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.support.component.EndpointUriFactorySupport;

/** Tells Camel which options the component has. Found through {@code META-INF/services/org/apache/camel/urifactory}. */
public final class ActiveMqBatchEndpointUriFactory extends EndpointUriFactorySupport implements EndpointUriFactory {

    private static final String SCHEME = "activemq-batch";
    private static final Set<String> OPTIONS = Set.of(
            "queue",
            "sequenceBy",
            "inOrder",
            "exclusive",
            "parallel",
            "maxUnacknowledged",
            "maxUnacknowledgedBytes",
            "maxParallelBytes",
            "parkTo",
            "parkAfterAttempts",
            "parkAfter",
            "parkIf",
            "redeliveryDelay",
            "maximumRedeliveryDelay",
            "recoveryInterval",
            "batchListeners",
            "connectionFactory",
            // Those of every consumer.
            "bridgeErrorHandler",
            "exceptionHandler",
            "exchangePattern");

    @Override
    public boolean isEnabled(String scheme) {
        return SCHEME.equals(scheme);
    }

    @Override
    public String buildUri(String scheme, Map<String, Object> properties, boolean encode) throws URISyntaxException {
        Map<String, Object> options = new HashMap<>(properties);
        String path = buildPathParameter(scheme, scheme, "queue", null, true, options);
        return buildQueryParameters(scheme + ":" + path, options, encode);
    }

    @Override
    public Set<String> propertyNames() {
        return OPTIONS;
    }

    @Override
    public Set<String> secretPropertyNames() {
        return Set.of();
    }

    @Override
    public Map<String, String> multiValuePrefixes() {
        return Map.of();
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }
}
