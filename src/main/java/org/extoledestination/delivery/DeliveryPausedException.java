package org.extoledestination.delivery;

/** Somebody has paused delivery: the request was not sent. */
public final class DeliveryPausedException extends Exception {

    private static final long serialVersionUID = 1L;

    DeliveryPausedException() {
        super("Delivery is paused by hand; it goes on after: delivery resume");
    }
}
