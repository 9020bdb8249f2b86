package org.extoledestination.delivery;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.routes.Rehearsed;

/**
 * Of an event that makes several requests, those that Extole has done already at an earlier attempt: another attempt must
 * not spend a metered call on them. For routes: {@code bean: {ref: requestsDone, method: ...}}.
 */
public final class RequestsDone {

    private static final String DONE = "deliveryRequestsDone";

    RequestsDone() {}

    /** Those of {@code requests} that are left to do. Called before they are split. */
    public List<ExtoleRequest> remaining(@Body List<ExtoleRequest> requests, Exchange exchange) {
        if (exchange.getProperty(DONE) == null) {
            // One object for all parts of a split, and all attempts.
            exchange.setProperty(DONE, ConcurrentHashMap.newKeySet());
        }
        Set<Object> done = done(exchange);
        return requests.stream()
                .filter(request -> !done.contains(request.body()))
                .toList();
    }

    /** Extole has done the request that this exchange holds. */
    @Rehearsed
    public void add(Exchange exchange) {
        done(exchange)
                .add(exchange.getProperty(ExtoleRequest.IN_HAND, ExtoleRequest.class)
                        .body());
    }

    @SuppressWarnings("unchecked")
    private static Set<Object> done(Exchange exchange) {
        return exchange.getProperty(DONE, Set.class);
    }
}
