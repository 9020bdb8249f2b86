package org.extoledestination.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.delivery.DeliveryOutcome.Failed;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.delivery.ExtoleWay.Tried;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.inhand.InHand;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How long an event is tried. For routes: {@code onExceptionOccurredRef: patience} takes note of a failure and sets the
 * next wait, {@code retryWhile} asks {@link #lasts}, and {@link #isOver} says whether to give up.
 */
@Component("patience")
public final class Patience implements Processor {

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
        if (isPostponed(exchange)) {
            EventInHand.note(exchange, attempt -> attempt.decided(false));
            InHand.waits(exchange);
            return;
        }
        // Asked first, because recording the failure may begin a pause.
        boolean othersPass = haveOthersPassed(exchange);
        takeNote(exchange, othersPass);
        // Decided once: the route asks three times, and an event would be lost if the answer changed from yes to no.
        boolean over = decide(exchange, othersPass);
        EventInHand.note(exchange, attempt -> attempt.decided(over));
        InHand.waits(exchange);
    }

    /** Another instance is to deliver it: that is no failure, and says nothing of Extole. */
    private static boolean isPostponed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        return FailureKind.decided(failure).cause() instanceof PostponedException;
    }

    /** Whether others have passed since the event in hand failed before. */
    private boolean haveOthersPassed(Exchange exchange) {
        EventInHand inHand = EventInHand.of(exchange);
        return inHand.hasFailed() && pause.hasAnsweredSince(accounts.line(exchange), inHand.last());
    }

    private void takeNote(Exchange exchange, boolean othersPass) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Throwable cause = FailureKind.decided(failure).cause();
        if (cause instanceof DeliveryPausedException) {
            stopAtGate(exchange);
            return;
        }
        Line line = accounts.line(exchange);
        if (cause instanceof ThrottlerRejectedExecutionException) {
            pause.letGo(line, eventId(exchange));
            turnAway(exchange);
            return;
        }
        Duration asked = judge(exchange, line, failure, othersPass);
        pause.failed(line, eventId(exchange), asked);
        // Only the time in which others pass counts against an event.
        boolean counts = othersPass || !pause.isFor(line);
        EventInHand.note(exchange, attempt -> attempt.failed(clock.instant(), counts));
        meters.count("delivery", "retried");
        if (pause.isFor(line) && EventInHand.of(exchange).aside() == null) {
            // From now on the gate decides when it is its turn.
            askAgainSoon(exchange);
            return;
        }
        int failures = EventInHand.of(exchange).attempt().failures();
        next(exchange, longer(settings.backoff().after(failures), asked));
    }

    /** Camel takes the next wait from this header; it never leaves, since Camel's own headers do not. */
    private static void next(Exchange exchange, Duration wait) {
        exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, wait.toMillis());
    }

    /** That is no failure of anybody's: it lengthens no wait and counts against no event. */
    private void stopAtGate(Exchange exchange) {
        EventInHand.note(exchange, attempt -> attempt.stoppedAtGate(clock.instant()));
        askAgainSoon(exchange);
    }

    /** The calls that we may make are spent for now: no failure of anybody's either. */
    private void turnAway(Exchange exchange) {
        if (EventInHand.of(exchange).attempt().meteredSince() == null) {
            meters.count("delivery", "metered");
        }
        EventInHand.note(exchange, attempt -> attempt.turnedAway(clock.instant()));
        askAgainSoon(exchange);
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
        Throwable cause = cause(exchange);
        return cause instanceof DeliveryPausedException || cause instanceof ThrottlerRejectedExecutionException;
    }

    /** Whether the request did not leave because delivery is paused. */
    public static boolean isKeptBackByPause(Exchange exchange) {
        return cause(exchange) instanceof DeliveryPausedException;
    }

    /** What the failure is about; nothing if the exchange has not failed. */
    private static @Nullable Throwable cause(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return failure == null ? null : FailureKind.decided(failure).cause();
    }

    private Duration judge(Exchange exchange, Line line, Exception failure, boolean othersPass) {
        Throwable cause = FailureKind.decided(failure).cause();
        DeliveryOutcome outcome = cause instanceof ExtoleException said ? said.outcome() : null;
        if (!othersPass || !canBeItsOwn(exchange, outcome)) {
            tell(exchange, line, failure, outcome);
        }
        return outcome instanceof Unavailable unavailable
                ? unavailable.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
    }

    /** Whether it can be the event's own fault: not if Extole asks to wait, names our set-up, or was not what failed. */
    private boolean canBeItsOwn(Exchange exchange, @Nullable DeliveryOutcome outcome) {
        return outcome instanceof Failed failed
                ? !ExtoleAnswer.isForAll(failed)
                : way.of(ExtoleAnswers.call(exchange)).isCalledBy(exchange);
    }

    private void tell(Exchange exchange, Line line, Exception failure, @Nullable DeliveryOutcome outcome) {
        Tried tried = way.of(ExtoleAnswers.call(exchange));
        if (!(outcome instanceof Failed failed)) {
            noAnswer(exchange, line, failure, tried);
            return;
        }
        String reason = failed.fault() + " from " + tried;
        if (failed instanceof Misconfigured misconfigured) {
            misconfigured(exchange, line, misconfigured, reason);
        } else if (failed instanceof Unavailable unavailable) {
            unavailable(exchange, line, unavailable, reason);
        }
    }

    /**
     * What is not Extole's answer may be a firewall's, to one event: if it has failed before, and Extole has answered others
     * since it came, it counts once.
     */
    private void misconfigured(Exchange exchange, Line line, Misconfigured outcome, String reason) {
        EventInHand inHand = EventInHand.of(exchange);
        boolean mayBeItsOwn = inHand.hasFailed() && !ExtoleAnswer.isForAll(outcome);
        if (mayBeItsOwn && pause.hasAnsweredSince(line, inHand.accepted())) {
            pause.extoleFailsFor(eventId(exchange), line, reason, outcome.action());
        } else {
            pause.misconfigured(line, reason, outcome.action());
        }
    }

    private void noAnswer(Exchange exchange, Line line, Exception failure, Tried tried) {
        if (!tried.isCalledBy(exchange)) {
            ConnectionFault fault = ConnectionFault.ofStep(failure, Tried.called(exchange));
            pause.extoleFailsFor(eventId(exchange), line, fault.reason(), fault.action());
            return;
        }
        if (Failure.isTooLate(failure)) {
            pause.extoleFailsFor(eventId(exchange), line, "no answer in time from " + tried);
            return;
        }
        ConnectionFault fault = ConnectionFault.of(failure, tried);
        if (fault.isOurs()) {
            pause.misconfigured(line, fault.reason(), fault.action());
        } else if (Failure.isCutOff(failure) && !EventInHand.of(exchange).hasFailed()) {
            pause.extoleFailsFor(eventId(exchange), line, fault.reason(), fault.action());
        } else {
            pause.extoleFails(line, fault.reason(), fault.action());
        }
    }

    private void unavailable(Exchange exchange, Line line, Unavailable outcome, String reason) {
        if (outcome.perhapsThisEvent()) {
            pause.extoleFailsFor(eventId(exchange), line, reason);
        } else {
            pause.extoleFails(line, reason);
        }
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
        return EventInHand.of(exchange).attempt().isOver();
    }

    private boolean decide(Exchange exchange, boolean othersPass) {
        if (EventInHand.of(exchange).aside() != null) {
            return true;
        }
        if (isKeptBack(exchange)) {
            return stepsAside(exchange) || isMeteredTooLong(exchange) || isInTheWay(exchange);
        }
        Duration tried = EventInHand.of(exchange).attempt().tried();
        return (othersPass || !pause.isFor(accounts.line(exchange))) && tried.compareTo(inPlace()) >= 0;
    }

    private static boolean stepsAside(Exchange exchange) {
        return cause(exchange) instanceof DeliveryPausedException pause && pause.stepsAside();
    }

    /**
     * Whether it waits at the gate in the place of an event that could pass: at once if events of another call or account
     * do, after {@code delivery.hold-after} if it is only not known that they cannot. What waits for nearly all events is
     * best kept in the queue, so erasures that pass are no reason.
     */
    private boolean isInTheWay(Exchange exchange) {
        Instant since = EventInHand.of(exchange).attempt().atGateSince();
        if (since == null || pause.isByHand()) {
            return false;
        }
        Line line = accounts.line(exchange);
        if (pause.doOthersPass(line)) {
            return true;
        }
        return Duration.between(since, clock.instant()).compareTo(settings.holdAfter()) >= 0
                && accounts.linesOfEventsBeside(line).stream()
                        .anyMatch(lines -> lines.stream().noneMatch(pause::isFor));
    }

    /** Asynchronous events wait for {@code calls-per-second}, which is the same for all: aside they would wait longer. */
    private boolean isMeteredTooLong(Exchange exchange) {
        Instant since = EventInHand.of(exchange).attempt().meteredSince();
        return since != null
                && cause(exchange) instanceof ThrottlerRejectedExecutionException
                && ExtoleAnswers.call(exchange) != Operation.ASYNC_EVENT
                && Duration.between(since, clock.instant()).compareTo(settings.holdAfter()) >= 0;
    }

    /** The same for all attempts, and all requests, of an event. */
    static String eventId(Exchange exchange) {
        SegmentEvent event = EventInHand.of(exchange).event();
        return event == null ? exchange.getExchangeId() : event.source() + ':' + event.messageId();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
