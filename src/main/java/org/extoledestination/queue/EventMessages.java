package org.extoledestination.queue;

import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.Journeys;

/** The events in the messages of {@code extole.events}. For routes: {@code bean: {ref: eventMessages, method: ...}}. */
public final class EventMessages {

    /** {@code 00-}, a trace id, a span id, and flags. */
    private static final int LONGEST_TRACE = 55;

    private final Journeys journeys;

    EventMessages(Journeys journeys) {
        this.journeys = journeys;
    }

    /**
     * Whether a message is not ours: it lacks an event's headers, or holds no text. Nobody else should send to this
     * queue.
     */
    public boolean isForeign(Exchange exchange) {
        Message message = exchange.getMessage();
        return !(message.getBody() instanceof String)
                || !(message.getHeader(SegmentEvent.Header.SOURCE) instanceof String)
                || !(message.getHeader(SegmentEvent.Header.MESSAGE_ID) instanceof String)
                || !(message.getHeader(SegmentEvent.Header.PERSON) instanceof String person)
                || person.length() != Person.DIGITS
                || !(message.getHeader(SegmentEvent.Header.TYPE) instanceof String type)
                || EventType.of(type).isEmpty();
    }

    /** A longer one is none of ours, and would find no room in the database. */
    private String trace(Message message) {
        String context = journeys.spans() == null ? "" : message.getHeader(SegmentEvent.Header.TRACE, "", String.class);
        return context.length() > LONGEST_TRACE ? "" : context;
    }

    /**
     * Takes the event of a message in hand: whatever becomes of the message on its way, the event stays known as it
     * stood in the queue.
     */
    public void receive(Exchange exchange) {
        Message message = exchange.getMessage();
        Long accepted = message.getHeader("JMSTimestamp", Long.class);
        SegmentEvent event = new SegmentEvent(
                message.getHeader(SegmentEvent.Header.SOURCE, String.class),
                EventType.of(message.getHeader(SegmentEvent.Header.TYPE, String.class))
                        .orElseThrow(),
                message.getHeader(SegmentEvent.Header.MESSAGE_ID, String.class),
                Optional.ofNullable(message.getHeader(SegmentEvent.Header.EVENT, String.class)),
                new Person(message.getHeader(SegmentEvent.Header.PERSON, String.class)),
                message.getBody(String.class),
                message.getHeader(SegmentEvent.Header.DOOR, "", String.class),
                trace(message));
        EventInHand.take(exchange, event, null, accepted == null ? null : Instant.ofEpochMilli(accepted));
        if (journeys.isOn()) {
            EventInHand.follow(
                    journeys,
                    event,
                    accepted == null ? 0 : accepted,
                    // Until it fails again, nothing else tells that it was a dead letter.
                    event.door().equals(SegmentEvent.REPLAY)
                            || message.getHeader("JMSRedelivered", false, Boolean.class),
                    0);
        }
    }
}
