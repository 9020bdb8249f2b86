package org.extoledestination.delivery;

import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.delivery.DeliveryPause.Pass;
import org.extoledestination.inhand.EventInHand;

/** Stands before every request to Extole. For routes: {@code bean: {ref: deliveryGate, method: pass}}. */
public final class DeliveryGate {

    private final DeliveryPause pause;
    private final ExtoleAccounts accounts;
    private final boolean isPaced;

    DeliveryGate(DeliveryPause pause, ExtoleAccounts accounts, DeliverySettings settings) {
        this.pause = pause;
        this.accounts = accounts;
        this.isPaced = settings.callsPerSecond() > 0;
    }

    /**
     * To be asked before anything is done that another instance would do again.
     *
     * @throws PostponedException if another instance is to deliver the event of this exchange
     */
    public static void requireOurs(Exchange exchange) {
        BooleanSupplier goesOn = exchange.getProperty(MessageBinding.GOES_ON, BooleanSupplier.class);
        if (goesOn != null && !goesOn.getAsBoolean()) {
            throw new PostponedException("Another instance is to deliver it", 0);
        }
    }

    /**
     * Returns at once unless delivery is paused. While it waits for Extole, one request at a time passes: the probe.
     *
     * @throws DeliveryPausedException if it is: the event waits as it would for Extole, and asks again twice a second
     * @throws PostponedException if another instance is to deliver it
     */
    public void pass(Exchange exchange) throws DeliveryPausedException {
        requireOurs(exchange);
        if (pause.isQuiet()) {
            return;
        }
        Line line = accounts.line(exchange);
        String event = Patience.eventId(exchange);
        Pass pass = pause.ask(line, event, EventInHand.of(exchange).hasFailed());
        if (pass == Pass.STOP) {
            throw new DeliveryPausedException();
        }
        if (pass == Pass.PROBE) {
            exchange.getExchangeExtension().addOnCompletion(new LetGo(pause, line, event));
        }
    }

    /** Whether {@code delivery.calls-per-second} is set. */
    public boolean isPaced() {
        return isPaced;
    }

    /**
     * Whatever the result of the probe is (rolled back, returned, a dead letter), nobody may wait for it any longer.
     */
    private static final class LetGo extends SynchronizationAdapter {

        private final DeliveryPause pause;
        private final Line line;
        private final String event;

        LetGo(DeliveryPause pause, Line line, String event) {
            this.pause = pause;
            this.line = line;
            this.event = event;
        }

        @Override
        public void onDone(Exchange exchange) {
            pause.letGo(line, event);
        }
    }
}
