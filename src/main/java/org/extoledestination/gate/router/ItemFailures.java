package org.extoledestination.gate.router;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.extoledestination.edit.routes.Rehearsed;
import org.springframework.stereotype.Component;

/**
 * The failures of items, each of which makes a request. When all items have been tried, the first failure becomes that
 * of the event. For routes: {@code bean: {ref: itemFailures, method: ...}}.
 */
@Component("itemFailures")
public final class ItemFailures {

    private static final String NOTED = "itemFailures";

    /** Shared by all parts of the split that follows. */
    private record Noted(List<Exception> failures) {}

    /** Before the items are tried. */
    @Rehearsed
    public void begin(Exchange exchange) {
        exchange.setProperty(NOTED, new Noted(new CopyOnWriteArrayList<>()));
    }

    /** The item of this exchange has failed. */
    @Rehearsed
    public void note(Exchange exchange) {
        noted(exchange).add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    /**
     * All items have been tried.
     *
     * @throws Exception the first failure that was noted
     */
    @Rehearsed
    public void settle(Exchange exchange) throws Exception {
        for (Exception first : noted(exchange)) {
            throw first;
        }
    }

    private static List<Exception> noted(Exchange exchange) {
        return exchange.getProperty(NOTED, Noted.class).failures();
    }
}
