package org.extoledestination.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.delivery.ExtoleWay.Tried;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.InHand;
import org.extoledestination.telemetry.Meters;

/**
 * How long an event is tried. For routes: {@code onExceptionOccurredRef: patience} takes note of a failure and sets the
 * next wait, {@code retryWhile} asks {@link #lasts}, and {@link #isOver} says whether to give up.
 */
public final class Patience implements Processor {

    /** The exchange property that says that an event has waited aside. */
    public static final String HELD = "deliveryHeld";

    /** The exchange property that says when it was tried last, or stepped aside. */
    public static final String HELD_SINCE = "deliveryHeldSince";

    private static final String OVER = "deliveryPatienceOver";
    private static final String TRIED = "deliveryTriedAlone";
    private static final String LAST_FAILURE = "deliveryLastFailure";
    private static final String STOPPED_AT_GATE = "deliveryStoppedAtGate";
    private static final String AT_GATE_SINCE = "deliveryAtGateSince";
    private static final String TURNED_AWAY = "deliveryTurnedAway";

    private final DeliverySettings settings;
    private final ExtoleWay way;
    private final DeliveryPause pause;
    private final ExtoleAccounts accounts;
    private final Clock clock;
    private final Meters meters;

    Patience(
            DeliverySettings settings,
            ExtoleWay way,
            DeliveryPause pause,
            ExtoleAccounts accounts,
            Clock clock,
            Meters meters) {
        this.settings = settings;
        this.way = way;
        this.pause = pause;
        this.accounts = accounts;
        this.clock = clock;
        this.meters = meters;
    }

    /** Takes note of a failed attempt. */
    @Override
    public void process(Exchange exchange) {
        takeNote(exchange);
        // Decided once: the route asks three times, and an event would be gone if it heard yes first and then no.
        exchange.setProperty(OVER, decide(exchange));
        InHand.waits(exchange);
    }

    private void takeNote(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (ObjectHelper.getException(DeliveryPausedException.class, failure) != null) {
            if (exchange.getProperty(AT_GATE_SINCE) == null) {
                exchange.setProperty(AT_GATE_SINCE, clock.instant());
            }
            stopAtGate(exchange);
            return;
        }
        exchange.removeProperty(AT_GATE_SINCE);
        String line = accounts.line(exchange);
        if (isTurnedAway(failure)) {
            pause.letGo(line, eventId(exchange));
            turnAway(exchange);
            return;
        }
        exchange.removeProperty(TURNED_AWAY);
        Duration asked = judge(exchange, line, failure);
        pause.failed(line, eventId(exchange), asked);
        addToClock(exchange, line);
        meters.count("delivery", "retried");
        if (pause.isFor(line) && exchange.getProperty(HELD) == null) {
            // From now on the gate decides when it is its turn.
            askAgainSoon(exchange);
            return;
        }
        int attempts = exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class)
                - exchange.getProperty(STOPPED_AT_GATE, 0, Integer.class);
        next(exchange, longer(settings.backoff().after(attempts), asked));
    }

    /** Camel takes the next wait from this header; it never leaves, since Camel's own headers do not. */
    private static void next(Exchange exchange, Duration wait) {
        exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, wait.toMillis());
    }

    /** That is no failure of anybody's: it lengthens no wait and counts against no event. */
    private void stopAtGate(Exchange exchange) {
        exchange.setProperty(STOPPED_AT_GATE, exchange.getProperty(STOPPED_AT_GATE, 0, Integer.class) + 1);
        exchange.setProperty(LAST_FAILURE, clock.instant());
        askAgainSoon(exchange);
    }

    /** The calls that we may make are spent for now: no failure of anybody's either. */
    private void turnAway(Exchange exchange) {
        if (exchange.getProperty(TURNED_AWAY) == null) {
            exchange.setProperty(TURNED_AWAY, clock.instant());
            meters.count("delivery", "metered");
        }
        stopAtGate(exchange);
    }

    /** Not all at the same moment; soon, since somebody else's answer opens the gate for all. */
    private void askAgainSoon(Exchange exchange) {
        long most = Math.max(
                2, Math.min(Probes.AT_GATE.toMillis(), settings.firstWait().toMillis()));
        next(exchange, Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most) + 1));
    }

    /**
     * Whether the request did not leave because delivery is paused, or because the calls that we may make are spent: it
     * has not failed.
     */
    public static boolean isKeptBack(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        return ObjectHelper.getException(DeliveryPausedException.class, failure) != null || isTurnedAway(failure);
    }

    private static boolean isTurnedAway(Exception failure) {
        return ObjectHelper.getException(ThrottlerRejectedExecutionException.class, failure) != null;
    }

    private Duration judge(Exchange exchange, String line, Exception failure) {
        // A split wraps what happened inside it.
        Optional<ExtoleException> said = Optional.ofNullable(ObjectHelper.getException(ExtoleException.class, failure));
        Tried tried = way.of(ExtoleAnswers.operation(exchange));
        if (said.isEmpty()) {
            noAnswer(exchange, line, failure, tried);
            return Duration.ZERO;
        }
        String reason = said.get().fault() + " from " + tried;
        if (said.get() instanceof ExtoleMisconfiguredException misconfigured) {
            pause.misconfigured(line, reason, misconfigured.outcome().action());
            return Duration.ZERO;
        }
        if (said.get() instanceof ExtoleUnavailableException unavailable) {
            unavailable(exchange, line, unavailable.outcome(), reason);
            return unavailable.outcome().retryAfter().orElse(Duration.ZERO);
        }
        return Duration.ZERO;
    }

    private void noAnswer(Exchange exchange, String line, Exception failure, Tried tried) {
        if (!tried.isCalledBy(exchange)) {
            ConnectionFault fault = ConnectionFault.ofStep(failure);
            pause.extoleFailsFor(eventId(exchange), line, fault.reason(), fault.action());
            return;
        }
        if (Failure.isNoAnswer(failure)) {
            pause.extoleFailsFor(eventId(exchange), line, "no answer in time from " + tried);
            return;
        }
        ConnectionFault fault = ConnectionFault.of(failure, tried);
        if (fault.isOurs()) {
            pause.misconfigured(line, fault.reason(), fault.action());
        } else {
            pause.extoleFails(line, fault.reason(), fault.action());
        }
    }

    private void unavailable(Exchange exchange, String line, Unavailable outcome, String reason) {
        if (outcome.perhapsThisEvent()) {
            pause.extoleFailsFor(eventId(exchange), line, reason);
        } else {
            pause.extoleFails(line, reason);
        }
    }

    /** Only the time in which others pass counts against an event. */
    private void addToClock(Exchange exchange, String line) {
        Instant now = clock.instant();
        Instant last = exchange.getProperty(LAST_FAILURE, Instant.class);
        if (last != null && !pause.isFor(line)) {
            Duration tried = exchange.getProperty(TRIED, Duration.ZERO, Duration.class);
            Duration since = Duration.between(last, now);
            exchange.setProperty(TRIED, since.isNegative() ? tried : tried.plus(since));
        }
        exchange.setProperty(LAST_FAILURE, now);
    }

    private Duration inPlace() {
        return settings.holdAfter().compareTo(settings.giveUpAfter()) <= 0
                ? settings.holdAfter()
                : settings.giveUpAfter();
    }

    /** Whether the event is to be tried again. */
    public boolean lasts(Exchange exchange) {
        return !isOver(exchange);
    }

    /**
     * Whether the event is not to wait here any longer: it has failed alone for longer than {@code delivery.hold-after},
     * or waited as long for a call of those that Extole meters, or is in the way of others while its own call or account
     * waits for Extole. One that waited aside already is tried once at a time. Whatever happens meanwhile, this is what
     * was so when the attempt failed.
     */
    public boolean isOver(Exchange exchange) {
        return exchange.getProperty(OVER, false, Boolean.class);
    }

    private boolean decide(Exchange exchange) {
        if (exchange.getProperty(HELD) != null) {
            return true;
        }
        if (isKeptBack(exchange)) {
            return stepsAside(exchange) || isMeteredTooLong(exchange) || isInTheWay(exchange);
        }
        Duration tried = exchange.getProperty(TRIED, Duration.ZERO, Duration.class);
        return !pause.isFor(accounts.line(exchange)) && tried.compareTo(inPlace()) >= 0;
    }

    private static boolean stepsAside(Exchange exchange) {
        DeliveryPausedException pause = ObjectHelper.getException(
                DeliveryPausedException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        return pause != null && pause.stepsAside();
    }

    /**
     * Whether it waits at the gate in the place of an event that could pass: at once if events of another call or account
     * do, after {@code delivery.hold-after} if it is only not known that they cannot. What waits for nearly all events is
     * best kept in the queue, so erasures that pass are no reason.
     */
    private boolean isInTheWay(Exchange exchange) {
        Instant since = exchange.getProperty(AT_GATE_SINCE, Instant.class);
        if (since == null || pause.isByHand()) {
            return false;
        }
        String line = accounts.line(exchange);
        if (pause.doOthersPass(line)) {
            return true;
        }
        return Duration.between(since, clock.instant()).compareTo(settings.holdAfter()) >= 0
                && accounts.linesOfEventsBeside(line).stream()
                        .anyMatch(lines -> lines.stream().noneMatch(pause::isFor));
    }

    /** Asynchronous events wait for {@code calls-per-second}, which is the same for all: aside they would wait longer. */
    private boolean isMeteredTooLong(Exchange exchange) {
        Instant since = exchange.getProperty(TURNED_AWAY, Instant.class);
        return since != null
                && isTurnedAway(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                && !ExtoleAnswers.operation(exchange).equals(Operation.ASYNC_EVENT.word())
                && Duration.between(since, clock.instant()).compareTo(settings.holdAfter()) >= 0;
    }

    /** The same for all attempts, and all requests, of an event. */
    static String eventId(Exchange exchange) {
        SegmentEvent event = exchange.getProperty(SegmentEvent.IN_HAND, SegmentEvent.class);
        return event == null ? exchange.getExchangeId() : event.source() + ':' + event.messageId();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
