package org.extoledestination.deadletter;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.extoledestination.delivery.DeliveryGate;
import org.extoledestination.event.ReceivedAt;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.gate.idempotent.DeliveredIds;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Meters;

/** The dead letters. For routes: {@code bean: {ref: deadLetters, method: keep}}. */
public final class DeadLetters {

    /** Beyond it all are forgotten: {@link DeadLetterCleaning} settles them, a little later. */
    private static final int MOST_KNOWN = 200_000;

    private final DeadLetterRows rows;
    private final DeadLetterLog log;
    private final Clock clock;
    private final Meters meters;
    /** The letters that this process has stored or replays: for all other events the database need not be asked. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    DeadLetters(DeadLetterRows rows, DeadLetterLog log, Clock clock, Meters meters) {
        this.rows = rows;
        this.log = log;
        this.clock = clock;
        this.meters = meters;
        // Letters that an ended process replayed: without this, one that the router drops now would stay a letter.
        known.addAll(rows.replaying(MOST_KNOWN / 2));
    }

    /**
     * Keeps the event of this exchange with the reason of its failure. An event that is a dead letter already keeps its
     * number and gets the new reason.
     */
    public void keep(Exchange exchange) {
        DeliveryGate.requireOurs(exchange);
        SegmentEvent event = EventInHand.event(exchange);
        Verdict verdict = Verdict.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        boolean isFirst = !rows.hasAnyLike(event, verdict);
        rows.keep(event, verdict, clock.instant());
        remember(event);
        meters.count("dead.letter", verdict.reason().word());
        Journey.explain(verdict.code());
        log.kept(event, verdict, isFirst);
    }

    /** The event of this exchange has come to another end than this one: a letter of it is done with. */
    public void settle(Exchange exchange) {
        SegmentEvent event = EventInHand.event(exchange);
        if (known.contains(key(event))) {
            rows.remove(event.source(), event.messageId());
            known.remove(key(event));
            meters.count("dead.letter", "delivered");
        }
    }

    /**
     * Removes what is kept of a person whom Extole is about to be asked to erase, but for what was accepted after the
     * deletion request that this exchange holds.
     */
    public void forget(@Body String person, Exchange exchange) {
        SegmentEvent deletion = EventInHand.event(exchange);
        int letters = rows.removePerson(person, ReceivedAt.of(deletion.json()).orElseGet(clock::instant));
        if (letters > 0) {
            meters.count("dead.letter", "erased", letters);
            log.erased(deletion, letters);
        }
    }

    /** Takes note that there is a letter of this event, so that {@link #settle} finds it. */
    void remember(SegmentEvent event) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.add(key(event));
    }

    private static String key(SegmentEvent event) {
        return DeliveredIds.id(event.source(), event.messageId());
    }
}
