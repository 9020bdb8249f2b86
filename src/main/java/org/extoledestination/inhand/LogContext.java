package org.extoledestination.inhand;

import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.extoledestination.activemqbatch.MessageBinding;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.MDC;

/** Names the event in hand in each line of the log that its thread writes (MDC), and in what is said of its failure. */
final class LogContext extends SynchronizationAdapter {

    private static final LogContext END = new LogContext();
    private static final String MESSAGE_ID = "messageId";
    /** Not {@code source}, which is an object of addresses in ECS. */
    private static final String SOURCE = "segmentSource";
    /** Nearly all ids, which need no closer look: no address, no phone number. */
    private static final Pattern PLAIN = Pattern.compile("[\\w-]{0,40}[A-Za-z][\\w-]{0,59}");

    private LogContext() {}

    static void begin(Exchange exchange, SegmentEvent event) {
        String id = event.messageId();
        MDC.put(MESSAGE_ID, PLAIN.matcher(id).matches() ? id : Shown.id(id));
        MDC.put(SOURCE, event.source());
        exchange.getExchangeExtension().addOnCompletion(END);
    }

    /** A copy that a route sends elsewhere does not take it along. */
    @Override
    public boolean allowHandover() {
        return false;
    }

    @Override
    public void onFailure(Exchange exchange) {
        exchange.setProperty(MessageBinding.LOG_CONTEXT, MDC.getCopyOfContextMap());
        Journey.fail();
        super.onFailure(exchange);
    }

    @Override
    public void onDone(Exchange exchange) {
        Journey.end();
        MDC.remove(MESSAGE_ID);
        MDC.remove(SOURCE);
    }
}
