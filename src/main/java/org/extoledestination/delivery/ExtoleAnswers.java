package org.extoledestination.delivery;

import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.telemetry.Meters;

/** Judges the answer that an exchange holds. For routes: {@code bean: {ref: extoleAnswers, method: judge}}. */
public final class ExtoleAnswers {

    private final ExtoleAnswer answer;
    private final DeliveryPause pause;
    private final Meters meters;

    ExtoleAnswers(Clock clock, DeliveryPause pause, Meters meters) {
        this.answer = new ExtoleAnswer(clock);
        this.pause = pause;
        this.meters = meters;
    }

    /**
     * Returns if Extole has taken the request.
     *
     * @throws ExtoleException which of the three kinds of failure it is
     */
    public void judge(Exchange exchange) throws ExtoleException {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        DeliveryOutcome outcome =
                answer.judge(status, message.getBody(String.class), message.getHeader("Retry-After", String.class));
        if (outcome instanceof Unavailable unavailable) {
            throw new ExtoleUnavailableException(unavailable);
        }
        if (outcome instanceof Misconfigured misconfigured) {
            throw new ExtoleMisconfiguredException(misconfigured);
        }
        // Either way Extole works, for us too.
        pause.extoleWorks(operation(exchange));
        if (outcome instanceof Refused refused) {
            throw new ExtoleRefusedException(refused);
        }
        meters.count("delivery", "delivered");
    }

    /** Which call it was, as the delivery route noted it. */
    static String operation(Exchange exchange) {
        return exchange.getProperty("extoleOperation", "event", String.class);
    }
}
