package org.extoledestination.gate.idempotent;

import org.apache.camel.Exchange;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.inhand.EventInHand;
import org.springframework.stereotype.Component;

/**
 * Records which requests of an event Extole has. Another attempt, after a wait, a restart or as a replay, continues
 * from there. For routes: {@code bean: {ref: requestsDone, method: add}}.
 */
@Component("requestsDone")
public final class RequestsDone {

    private final DeliveredIds ids;

    RequestsDone(DeliveredIds ids) {
        this.ids = ids;
    }

    /**
     * Whether Extole does not have the request in the body. Of requests of one event that are the same in everything each
     * counts by itself.
     *
     * @throws org.extoledestination.event.MisplacedStepException if the body is no request
     */
    public boolean isLeft(Exchange exchange) {
        return ids.isLeft(exchange, ExtoleRequest.of(exchange.getMessage().getBody()));
    }

    /** Extole has the request that this exchange has in hand. */
    public void add(Exchange exchange) {
        ids.add(exchange, EventInHand.request(exchange));
    }
}
