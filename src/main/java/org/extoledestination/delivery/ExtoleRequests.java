package org.extoledestination.delivery;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.edit.routes.Rehearsed;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.inhand.EventInHand;

/** The request that an exchange brings to Extole. For routes: {@code bean: {ref: extoleRequests, method: ...}}. */
public final class ExtoleRequests {

    /** Camel counts its attempts in headers that begin so; without them it would try forever. */
    private static final String ATTEMPTS = "CamelRedeliver";

    ExtoleRequests() {}

    /**
     * Takes the request in the body in hand: whatever becomes of the body, it stays known, and which call it is.
     *
     * @throws org.extoledestination.event.MisplacedStepException if the body is no request
     */
    @Rehearsed
    public void receive(Exchange exchange) {
        ExtoleRequest request = ExtoleRequest.of(exchange.getMessage().getBody());
        EventInHand.receive(exchange, request);
        exchange.setProperty(ExtoleRequest.OPERATION, request.operation().word());
    }

    /** Makes the body what the request in hand sends, and removes all headers: none that came with the event leaves. */
    @Rehearsed
    public void unpack(Exchange exchange) {
        ExtoleRequest request = EventInHand.request(exchange);
        Message message = exchange.getMessage();
        message.setBody(request.body());
        message.getHeaders().keySet().removeIf(name -> !name.startsWith(ATTEMPTS));
    }
}
