package org.extoledestination.delivery;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.telemetry.Meters;

/**
 * How long an event is tried. For routes: {@code onExceptionOccurredRef: patience} takes note of a failure and sets the
 * next wait, {@code retryWhile} asks {@link #lasts}, and {@link #isOver} says whether to give up.
 */
public final class Patience implements Processor {

    /** The exchange property that says that an event has waited aside. */
    public static final String HELD = "deliveryHeld";

    private static final String TRIED = "deliveryTriedAlone";
    private static final String LAST_FAILURE = "deliveryLastFailure";
    private static final String STOPPED_AT_GATE = "deliveryStoppedAtGate";
    /** So soon after {@code delivery resume} the events go on that were under way. */
    private static final Duration AT_GATE = Duration.ofMillis(500);

    private static final int LARGEST_SHIFT = 30;

    private final DeliverySettings settings;
    private final DeliveryPause pause;
    private final Clock clock;
    private final Meters meters;

    Patience(DeliverySettings settings, DeliveryPause pause, Clock clock, Meters meters) {
        this.settings = settings;
        this.pause = pause;
        this.clock = clock;
        this.meters = meters;
    }

    /** Takes note of a failed attempt. */
    @Override
    public void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (ObjectHelper.getException(DeliveryPausedException.class, failure) != null) {
            stopAtGate(exchange);
            return;
        }
        Duration asked = judge(exchange, failure);
        addToClock(exchange);
        int attempts = exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class)
                - exchange.getProperty(STOPPED_AT_GATE, 0, Integer.class);
        Duration wait = longer(backoff(attempts), asked);
        // Camel takes the next wait from this header; it never leaves, since Camel's own headers do not.
        exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, wait.toMillis());
        meters.count("delivery", "retried");
    }

    /** That is no failure of anybody's: it lengthens no wait and counts against no event. */
    private void stopAtGate(Exchange exchange) {
        exchange.setProperty(STOPPED_AT_GATE, exchange.getProperty(STOPPED_AT_GATE, 0, Integer.class) + 1);
        exchange.setProperty(LAST_FAILURE, clock.instant());
        exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, AT_GATE.toMillis());
    }

    private Duration judge(Exchange exchange, Exception failure) {
        String operation = ExtoleAnswers.operation(exchange);
        // A split wraps what happened inside it.
        Optional<ExtoleException> said = Optional.ofNullable(ObjectHelper.getException(ExtoleException.class, failure));
        if (said.isEmpty()) {
            noAnswer(exchange, operation, failure);
            return Duration.ZERO;
        }
        if (said.get() instanceof ExtoleMisconfiguredException misconfigured) {
            pause.misconfigured(
                    operation, misconfigured.fault(), misconfigured.outcome().action());
            return Duration.ZERO;
        }
        if (said.get() instanceof ExtoleUnavailableException unavailable) {
            unavailable(exchange, operation, unavailable.outcome());
            return unavailable.outcome().retryAfter().orElse(Duration.ZERO);
        }
        return Duration.ZERO;
    }

    private void noAnswer(Exchange exchange, String operation, Exception failure) {
        if (ObjectHelper.getException(SocketTimeoutException.class, failure) != null) {
            pause.extoleFailsFor(eventId(exchange), operation, "no answer in time");
        } else {
            IOException cause = ObjectHelper.getException(IOException.class, failure);
            String kind = (cause == null ? failure : cause).getClass().getSimpleName();
            pause.extoleFails(operation, "no connection to Extole (" + kind + ')');
        }
    }

    private void unavailable(Exchange exchange, String operation, Unavailable outcome) {
        if (outcome.perhapsThisEvent()) {
            pause.extoleFailsFor(eventId(exchange), operation, outcome.fault().toString());
        } else {
            pause.extoleFails(operation, outcome.fault().toString());
        }
    }

    /** Only the time in which others pass counts against an event. */
    private void addToClock(Exchange exchange) {
        Instant now = clock.instant();
        Instant last = exchange.getProperty(LAST_FAILURE, Instant.class);
        if (last != null && !pause.isFor(ExtoleAnswers.operation(exchange))) {
            Duration tried = exchange.getProperty(TRIED, Duration.ZERO, Duration.class);
            exchange.setProperty(TRIED, tried.plus(Duration.between(last, now)));
        }
        exchange.setProperty(LAST_FAILURE, now);
    }

    private Duration inPlace() {
        return settings.holdAfter().compareTo(settings.giveUpAfter()) <= 0
                ? settings.holdAfter()
                : settings.giveUpAfter();
    }

    /** Exponential with full jitter: anything up to 1, 2, 4, 8 ... times the first wait, up to the longest. */
    private Duration backoff(int attempts) {
        long factor = 1L << Math.min(LARGEST_SHIFT, Math.max(0, attempts - 1));
        long most =
                Math.min(settings.longestWait().toMillis(), settings.firstWait().toMillis() * factor);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(1, most)) + 1);
    }

    /** Whether the event is to be tried again. */
    public boolean lasts(Exchange exchange) {
        return !isOver(exchange);
    }

    /**
     * Whether the event has failed alone for longer than {@code delivery.hold-after}. One that waited aside already is
     * tried once at a time.
     */
    public boolean isOver(Exchange exchange) {
        if (exchange.getProperty(HELD) != null) {
            return true;
        }
        Duration tried = exchange.getProperty(TRIED, Duration.ZERO, Duration.class);
        return !pause.isFor(ExtoleAnswers.operation(exchange)) && tried.compareTo(inPlace()) >= 0;
    }

    private static String eventId(Exchange exchange) {
        SegmentEvent event = exchange.getProperty(SegmentEvent.IN_HAND, SegmentEvent.class);
        return event == null ? exchange.getExchangeId() : event.source() + ':' + event.messageId();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
