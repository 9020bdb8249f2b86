package org.extoledestination.queue;

import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import java.util.List;
import java.util.Optional;
import org.extoledestination.inhand.InHand;
import org.extoledestination.inhand.Suspect;
import org.extoledestination.platform.management.Asked;
import org.extoledestination.queue.WaitingMessages.Line;
import org.extoledestination.queue.WaitingMessages.Shown;
import org.extoledestination.queue.WaitingMessages.Waiting;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * {@code /actuator/queue} on the management port: {@code GET} lists what waits, {@code GET show?id=} shows one message,
 * {@code POST park} with {@code id} has one set aside when its turn comes.
 */
@Endpoint(id = "queue")
record QueueEndpoint(WaitingMessages waiting, InHand inHand) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 1_000;

    /**
     * What waits.
     *
     * @param isHeld whether nothing is tried, because of {@code queue.hold}
     * @param queues the oldest of each queue
     * @param suspects what was in hand at an abrupt end or is parked, wherever it waits
     */
    record Listing(boolean isHeld, List<Line> queues, List<Suspect> suspects) {}

    /**
     * What was done.
     *
     * @param key what is set aside
     * @param message what follows
     */
    record Parked(String key, String message) {}

    /** Spring's own {@code @Nullable}: the endpoint takes a parameter for optional only by that. */
    @ReadOperation
    WebEndpointResponse<Object> list(@Nullable String limit) {
        return answer(() -> new Listing(
                inHand.isHeld(), waiting.oldest(Asked.limit(limit, DEFAULT_LIMIT, LARGEST_LIMIT)), inHand.suspects()));
    }

    @ReadOperation
    WebEndpointResponse<Object> look(@Selector String what, @Nullable String id) {
        if (!what.equals("show") || id == null || id.isBlank()) {
            return problem(404, "GET show, with the id of a message as the parameter 'id'.");
        }
        return answer(() -> waiting.find(id)
                .<Object>map(shown -> shown)
                .orElseGet(() -> problem(404, "No message with this id waits in a queue. See: find ID")));
    }

    @WriteOperation
    WebEndpointResponse<Object> act(@Selector String action, @Nullable String id) {
        if (!action.equals("park") || id == null || id.isBlank()) {
            return problem(404, "POST park, with the id of a message as 'id'.");
        }
        return answer(() -> {
            Optional<String> key =
                    waiting.find(id).map(Shown::waiting).map(Waiting::key).or(() -> suspect(id));
            if (key.isEmpty()) {
                return problem(404, "No message with this id waits in a queue or is suspected, so nothing is parked.");
            }
            inHand.park(key.get());
            return new Parked(
                    key.get(),
                    "It is set aside when its turn comes: an event as a dead letter (reason set-aside), any other message"
                            + " as a refused message. What waits for Extole at this moment ends its wait first.");
        });
    }

    private Optional<String> suspect(String id) {
        return inHand.suspects().stream()
                .map(Suspect::key)
                .filter(key -> key.equals(id) || key.endsWith(':' + id))
                .findFirst();
    }
}
