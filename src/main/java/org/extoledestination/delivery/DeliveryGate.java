package org.extoledestination.delivery;

/** Stands before every request to Extole. For routes: {@code bean: {ref: deliveryGate, method: pass}}. */
public final class DeliveryGate {

    private final DeliveryPause pause;

    DeliveryGate(DeliveryPause pause) {
        this.pause = pause;
    }

    /**
     * Returns at once unless delivery is paused by hand.
     *
     * @throws DeliveryPausedException if it is: the event waits as it would for Extole, and asks again twice a second
     */
    public void pass() throws DeliveryPausedException {
        if (pause.isByHand()) {
            throw new DeliveryPausedException();
        }
    }
}
