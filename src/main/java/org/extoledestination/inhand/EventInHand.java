package org.extoledestination.inhand;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Journeys;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange carries from the queue to Extole, whatever its body and headers become. Each part of a split has its
 * own, so it never changes: a new one takes its place. For routes: {@code ${exchangeProperty.eventInHand.event.json}}.
 *
 * @param event as it stood in the queue; null in an exchange that no event brought
 * @param request what is made of it, once {@code extoleRequests} has received it
 * @param attempt how often and how long it was tried
 * @param aside where it waited aside, if it did
 * @param accepted when it was put into the queue, or came to wait aside; null: not known
 */
public record EventInHand(
        @Nullable SegmentEvent event,
        @Nullable ExtoleRequest request,
        Attempt attempt,
        @Nullable Aside aside,
        @Nullable Instant accepted) {

    /** The exchange property that holds it. */
    public static final String PROPERTY = "eventInHand";

    private static final EventInHand NONE = new EventInHand(null, null, Attempt.NONE, null, null);

    /**
     * A place aside.
     *
     * @param id of its row
     * @param since when the event was tried last, or stepped aside
     * @param attempts how often it has failed
     */
    public record Aside(long id, Instant since, int attempts) {}

    /** An event that nothing has been done with. */
    public static EventInHand of(SegmentEvent event) {
        return new EventInHand(event, null, Attempt.NONE, null, null);
    }

    /** Takes an event in hand. */
    public static void take(Exchange exchange, SegmentEvent event) {
        take(exchange, event, null, null);
    }

    /** The same of one that is known to have waited. Until the exchange is done, lines of the log name the event. */
    public static void take(Exchange exchange, SegmentEvent event, @Nullable Aside aside, @Nullable Instant accepted) {
        exchange.setProperty(PROPERTY, new EventInHand(event, null, Attempt.NONE, aside, accepted));
        LogContext.begin(exchange, event);
    }

    /**
     * Lets what becomes of an event be noted from now on, until its exchange is done.
     *
     * @param accepted when it was stored, in milliseconds of the epoch; 0: not known
     * @param cameBefore whether it was in hand before
     * @param aside since when it waited aside, in milliseconds of the epoch; 0: it did not
     */
    public static void follow(Journeys journeys, SegmentEvent event, long accepted, boolean cameBefore, long aside) {
        journeys.begin(subject(event, accepted, cameBefore, aside));
    }

    /** Whose journey it is, as {@link #follow}. */
    public static Journey.Subject subject(SegmentEvent event, long accepted, boolean cameBefore, long aside) {
        return new Journey.Subject(
                event.source(),
                event.messageId(),
                event.type().word(),
                event.name().orElse(""),
                event.person().fingerprint(),
                event.door(),
                accepted,
                cameBefore,
                aside,
                event.trace());
    }

    /** Whether its event has failed before, here or aside. */
    public boolean hasFailed() {
        return attempt.failures() > 0 || (aside != null && aside.attempts() > 0);
    }

    /** When its event failed or was kept back last, if it was. */
    public @Nullable Instant last() {
        return aside == null || attempt.last() != null ? attempt.last() : aside.since();
    }

    /** The request that its event has become. */
    public static void receive(Exchange exchange, ExtoleRequest request) {
        EventInHand now = of(exchange);
        exchange.setProperty(PROPERTY, new EventInHand(now.event, request, now.attempt, now.aside, now.accepted));
    }

    /** What is known of its attempts from now on. */
    public static void note(Exchange exchange, UnaryOperator<Attempt> change) {
        EventInHand now = of(exchange);
        exchange.setProperty(
                PROPERTY, new EventInHand(now.event, now.request, change.apply(now.attempt), now.aside, now.accepted));
    }

    /** What is in hand; without an event if none is. */
    public static EventInHand of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, NONE, EventInHand.class);
    }

    /** The event in hand, if one is. */
    public static Optional<SegmentEvent> find(Exchange exchange) {
        return Optional.ofNullable(of(exchange).event);
    }

    /** The event in hand of a route that only events pass. */
    public static SegmentEvent event(Exchange exchange) {
        return Objects.requireNonNull(of(exchange).event, "No event is in hand");
    }

    /** The request in hand of a step behind {@code extoleRequests}. */
    public static ExtoleRequest request(Exchange exchange) {
        return Objects.requireNonNull(of(exchange).request, "No request is in hand");
    }
}
