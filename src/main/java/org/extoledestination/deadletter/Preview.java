package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.edit.routes.Rehearsal;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.management.JsonMask;
import org.extoledestination.platform.telemetry.Shown;

/**
 * The result for an event with the present routes and mappings.
 *
 * @param outcome {@code sent}; the outcome by which a route counts it, such as {@code not-for-extole}, or {@code nothing};
 *     or the reason that its dead letter would have, such as {@code unmappable}
 * @param code a short word for what is wrong, of a small set; empty if nothing is
 * @param detail why nothing would be sent; empty if something would
 * @param requests what would leave, in order; what goes elsewhere too
 */
public record Preview(String outcome, String code, String detail, List<Request> requests) {

    private static final ObjectReader WHOLE =
            SegmentJson.ofFiles().reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Map<String, String> WHY = Map.of(
            "router.suppressed", "Its person is suppressed.",
            "router.not-for-extole", "Segment's 'integrations' keeps the event from Extole.",
            "router.from-extole", "Extole itself has sent the event into Segment (router.stop-extoles-own).",
            "router.nothing", "No mapping file is for calls of this type.",
            "mapping.no-mapping", "No mapping file is for this event.",
            "mapping.no-event-name", "It has no name of 2 characters or more that Extole takes.",
            "mapping.anonymous", "It names no person, and mapping.anonymous drops such events.",
            "mapping.computation-dropped", "Its mapping file keeps its audience or computed trait here.");

    /**
     * One request.
     *
     * @param operation which of Extole's calls; for any other step its endpoint
     * @param path the path at an HTTP server; otherwise empty
     * @param body its body, as JSON
     */
    public record Request(String operation, String path, String body) {

        /** The JSON that the body is, or its text. */
        public JsonNode json() {
            try {
                return WHOLE.readTree(body);
            } catch (JsonProcessingException e) {
                return TextNode.valueOf(body);
            }
        }
    }

    /** The same without personal data. */
    Preview masked(JsonMask mask) {
        return new Preview(
                outcome,
                code,
                Shown.text(detail),
                requests.stream()
                        .map(each -> new Request(each.operation(), Shown.text(each.path()), mask.json(each.body())))
                        .toList());
    }

    /** The result of a rehearsal. */
    public static Preview of(Rehearsal.Outcome rehearsed) {
        List<Request> requests =
                rehearsed.calls().stream().map(Preview::request).toList();
        if (rehearsed.failure().isPresent()) {
            Verdict why = Verdict.of(rehearsed.failure().get());
            return new Preview(why.reason().word(), why.code(), why.detail(), requests);
        }
        boolean isSent =
                rehearsed.calls().stream().anyMatch(call -> !call.operation().isEmpty());
        return isSent ? new Preview("sent", "", "", requests) : nothing(rehearsed, requests);
    }

    private static Preview nothing(Rehearsal.Outcome rehearsed, List<Request> elsewhere) {
        Optional<String> counted = rehearsed.counted().stream()
                .filter(WHY::containsKey)
                .findFirst()
                .or(() -> rehearsed.counted().stream().findFirst());
        String outcome =
                counted.map(each -> each.substring(each.indexOf('.') + 1)).orElse("nothing");
        String why = counted.map(WHY::get)
                .orElseGet(() -> "The routes send Extole nothing. The last step is "
                        + rehearsed.steps().stream()
                                .reduce((first, second) -> second)
                                .map(Object::toString)
                                .orElse("none")
                        + '.');
        return new Preview(outcome, "", why, elsewhere);
    }

    private static Request request(Rehearsal.Call call) {
        return new Request(call.operation().isEmpty() ? call.endpoint() : call.operation(), call.path(), call.body());
    }

    /** What the mapping made, among the requests: an event for Extole. */
    public Optional<Request> mapped() {
        return requests.stream()
                .filter(request -> !request.path().isEmpty() && request.json().has("event_name"))
                .findFirst();
    }

    /** Whether a mapping file had a say. */
    public boolean isMapped() {
        return isSent() || outcome.equals("unmappable");
    }

    /** Whether Extole would get something. */
    public boolean isSent() {
        return outcome.equals("sent");
    }
}
