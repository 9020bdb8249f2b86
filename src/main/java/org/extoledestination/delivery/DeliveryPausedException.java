package org.extoledestination.delivery;

/** Delivery is paused, by hand or until Extole answers a probe: the request was not sent. */
public final class DeliveryPausedException extends Exception {

    private static final long serialVersionUID = 1L;

    DeliveryPausedException() {
        super("Delivery is paused; the request was not sent and waits. Why: delivery status");
    }
}
