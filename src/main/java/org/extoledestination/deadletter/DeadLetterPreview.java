package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.mapping.Erasures;
import org.extoledestination.mapping.MappingStation;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.router.Integrations;
import org.extoledestination.router.LoopGuard;

/** What would be sent for an event by the mappings as they are now. Nothing is sent, and nothing counted. */
final class DeadLetterPreview {

    private static final JsonMapper JSON = SegmentJson.mapper();

    private final Integrations integrations;
    private final LoopGuard loopGuard;
    private final MappingStation mapping;
    private final Erasures erasures;
    private final ExtoleAccounts accounts;
    private final CamelContext context;

    DeadLetterPreview(
            Integrations integrations,
            LoopGuard loopGuard,
            MappingStation mapping,
            Erasures erasures,
            ExtoleAccounts accounts,
            CamelContext context) {
        this.integrations = integrations;
        this.loopGuard = loopGuard;
        this.mapping = mapping;
        this.erasures = erasures;
        this.accounts = accounts;
        this.context = context;
    }

    /**
     * What a replay would come to.
     *
     * @param outcome {@code sent}, {@code not-for-extole}, {@code from-extole}, {@code nothing} or {@code unmappable}
     * @param detail why nothing would be sent; empty if something would
     * @param requests what would be sent
     */
    record Preview(String outcome, String detail, List<Request> requests) {

        boolean isSent() {
            return outcome.equals("sent");
        }
    }

    /**
     * One request.
     *
     * @param operation which call
     * @param body its body, as JSON
     */
    record Request(String operation, String body) {}

    Preview of(SegmentEvent segment) {
        try {
            Map<String, Object> event = JSON.readValue(segment.json(), new TypeReference<>() {});
            if (integrations.leaveOut(event)) {
                return nothing("not-for-extole", "Segment's 'integrations' keeps the event from Extole.");
            }
            if (loopGuard.stops(event)) {
                return nothing(
                        "from-extole", "Extole itself has sent the event into Segment (router.stop-extoles-own).");
            }
            List<Request> requests = requests(segment, event);
            return requests.isEmpty()
                    ? nothing("nothing", "The mappings in config/mappings send nothing for this event.")
                    : new Preview("sent", "", requests);
        } catch (UnmappableEventException e) {
            return nothing("unmappable", e.code() + ": " + e.reason());
        } catch (JsonProcessingException e) {
            return nothing("unmappable", "The event is not JSON.");
        }
    }

    private static Preview nothing(String outcome, String detail) {
        return new Preview(outcome, detail, List.of());
    }

    private List<Request> requests(SegmentEvent segment, Map<String, Object> event) throws JsonProcessingException {
        List<ExtoleRequest> mapped =
                segment.type() == EventType.DELETE ? erasures.requests(event) : mapping.preview(event);
        List<Request> requests = new java.util.ArrayList<>();
        for (ExtoleRequest request : mapped) {
            requests.add(new Request(
                    request.operation().word(), JSON.writeValueAsString(contained(segment, request.body()))));
        }
        return requests;
    }

    /** With the container of the account that the source belongs to, as the delivery route adds it. */
    private Map<?, ?> contained(SegmentEvent segment, Map<String, Object> body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(SegmentEvent.IN_HAND, segment);
        exchange.getMessage().setBody(body);
        accounts.contain(exchange);
        return exchange.getMessage().getBody(Map.class);
    }
}
