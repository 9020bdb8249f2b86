package org.extoledestination.queue;

import jakarta.jms.JMSException;
import jakarta.validation.Valid;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.extoledestination.inhand.InHand;
import org.extoledestination.inhand.Suspect;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.queue.WaitingMessages.Line;
import org.extoledestination.queue.WaitingMessages.Shown;
import org.extoledestination.queue.WaitingMessages.Waiting;
import org.hibernate.validator.constraints.Range;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * {@code /actuator/queue} on the management port: {@code GET} lists what waits, {@code GET show?id=} shows one message,
 * {@code POST park} with {@code id} has one set aside when its turn comes.
 */
@ManagementController(id = "queue")
record QueueController(WaitingMessages waiting, InHand inHand) {

    private static final int LARGEST_LIMIT = 1_000;

    /** How many of each queue are listed, and not more than {@value #LARGEST_LIMIT}. */
    record Wanted(
            @DefaultValue("50") @Range(min = 1, max = Integer.MAX_VALUE, message = Problem.RANGE)
            int limit) {}

    /** The message with an id, of Segment's or of the broker's. */
    record One(@DefaultValue("") String id) {}

    /**
     * The waiting messages.
     *
     * @param isHeld whether nothing is tried, because of {@code queue.hold}
     * @param queues the oldest of each queue
     * @param suspects what was in hand at an abrupt end or is parked, wherever it waits
     */
    record Listing(boolean isHeld, List<Line> queues, List<Suspect> suspects) {}

    /**
     * The result.
     *
     * @param key what is set aside
     * @param message what follows
     */
    record Parked(String key, String message) {}

    @GetMapping
    Listing list(@Valid Wanted wanted) throws JMSException {
        return new Listing(inHand.isHeld(), waiting.oldest(Math.min(wanted.limit(), LARGEST_LIMIT)), inHand.suspects());
    }

    @GetMapping("/show")
    Shown show(@Valid One one) throws JMSException {
        Audit.note("shown", 1);
        return find(one).orElseThrow(() -> Problem.notFound("No message with this id waits in a queue. See: find ID"));
    }

    @PostMapping("/park")
    Parked park(@Valid One one) throws JMSException, IOException {
        String key = find(one)
                .map(Shown::waiting)
                .map(Waiting::key)
                .or(() -> suspect(one.id()))
                .orElseThrow(() -> Problem.notFound(
                        "No message with this id waits in a queue or is suspected, so nothing is parked."));
        inHand.park(key);
        Audit.note("messages", 1);
        return new Parked(
                key,
                "It is set aside when its turn comes: an event as a dead letter (reason set-aside), any other message as"
                        + " a refused message. What waits for Extole at this moment ends its wait first.");
    }

    /** No id gives no message: a message's id may be blank. */
    private Optional<Shown> find(One one) throws JMSException {
        return one.id().isBlank() ? Optional.empty() : waiting.find(one.id());
    }

    private Optional<String> suspect(String id) {
        return inHand.suspects().stream()
                .map(Suspect::key)
                .filter(key -> key.equals(id) || key.endsWith(':' + id))
                .findFirst();
    }
}
