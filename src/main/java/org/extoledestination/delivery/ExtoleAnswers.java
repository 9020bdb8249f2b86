package org.extoledestination.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.delivery.DeliveryOutcome.Delivered;
import org.extoledestination.delivery.DeliveryOutcome.Failed;
import org.extoledestination.delivery.DeliveryOutcome.Refused;
import org.extoledestination.delivery.ExtoleException.Request;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Judges the answer that an exchange holds. For routes: {@code bean: {ref: extoleAnswers, method: judge}}. */
@Component("extoleAnswers")
public final class ExtoleAnswers {

    private final ExtoleAnswer answer;
    private final Clock clock;
    private final DeliveryPause pause;
    private final ExtoleAccounts accounts;
    private final Meters meters;

    ExtoleAnswers(Clock clock, DeliveryPause pause, ExtoleAccounts accounts, Meters meters) {
        this.answer = new ExtoleAnswer(clock);
        this.clock = clock;
        this.pause = pause;
        this.accounts = accounts;
        this.meters = meters;
    }

    /**
     * Returns if Extole has taken the request.
     *
     * @throws ExtoleException which of the three kinds of failure it is
     */
    public void judge(Exchange exchange) throws ExtoleException {
        Message message = exchange.getMessage();
        decide(exchange, answer.judge(status(message), text(message), retryAfter(message)));
        meters.count("delivery", "delivered");
        Instant accepted = EventInHand.of(exchange).accepted();
        if (accepted != null) {
            meters.time(
                    "end.to.end",
                    "Time from the acceptance of an event to Extole's yes, for each request",
                    Duration.between(accepted, clock.instant()).toNanos());
        }
    }

    /**
     * Reads Extole's answer to a call that reads or changes a person.
     *
     * @return an object or an array
     * @throws ExtoleException which of the three kinds of failure it is
     */
    public JsonNode read(Exchange exchange) throws ExtoleException {
        Message message = exchange.getMessage();
        Optional<JsonNode> json = ExtoleAnswer.json(text(message));
        decide(exchange, answer.judgeRead(status(message), json, retryAfter(message)));
        return json.orElseThrow();
    }

    private void decide(Exchange exchange, DeliveryOutcome outcome) throws ExtoleException {
        // A refusal is an answer too: Extole works, for us as well.
        if (outcome instanceof Delivered || outcome instanceof Refused) {
            pause.extoleWorks(accounts.line(exchange));
        }
        if (outcome instanceof Failed failed) {
            Journey.explain(failed.fault().code());
            throw new ExtoleException(failed, request(exchange));
        }
    }

    private static @Nullable Request request(Exchange exchange) {
        Map<?, ?> body = exchange.getProperty(ExtoleAccounts.SENT, Map.class);
        return body == null ? null : new Request(exchange.getProperty(ExtoleRequest.OPERATION, "", String.class), body);
    }

    /** By its bytes: what converts to text by itself reads a stream letter by letter. */
    private static @Nullable String text(Message message) {
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static int status(Message message) throws ExtoleException {
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status == null) {
            throw new ExtoleException(ExtoleAnswer.NOT_CALLED);
        }
        return status;
    }

    private static @Nullable String retryAfter(Message message) {
        return message.getHeader("Retry-After", String.class);
    }

    /** Which call it was, as the delivery route noted it. */
    static Operation call(Exchange exchange) {
        return Operation.of(exchange.getProperty(ExtoleRequest.OPERATION, String.class));
    }
}
