package org.extoledestination.delivery;

/** Delivery is paused, by hand or until Extole answers a probe: the request was not sent. */
public class DeliveryPausedException extends Exception {

    private static final long serialVersionUID = 1L;

    DeliveryPausedException() {
        this("Delivery is paused; the request was not sent and waits. Why: delivery status");
    }

    /** For a pause of another kind. */
    protected DeliveryPausedException(String message) {
        super(message);
    }

    /** Whether the event steps aside at once, with all later ones of its person, and does not wait here. */
    public boolean stepsAside() {
        return false;
    }
}
