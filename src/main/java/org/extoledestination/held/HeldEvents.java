package org.extoledestination.held;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.delivery.Patience;
import org.extoledestination.event.SegmentEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that wait aside. For routes: {@code bean: {ref: heldEvents, method: ...}}. */
public final class HeldEvents {

    private static final Logger log = LoggerFactory.getLogger(HeldEvents.class);
    private static final int AT_ONCE = 100;
    private static final int LARGEST_SHIFT = 20;
    /** Longer than an attempt can take. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final HeldRows rows;
    private final DeliverySettings settings;
    private final DeliveryPause pause;
    private final Clock clock;

    HeldEvents(HeldRows rows, DeliverySettings settings, DeliveryPause pause, Clock clock) {
        this.rows = rows;
        this.settings = settings;
        this.pause = pause;
        this.clock = clock;
    }

    /** Whether an earlier event of this person waits, so that a later one has to wait behind it. */
    public boolean holds(@Header(SegmentEvent.Header.PERSON) String person) {
        return rows.hasAnyOf(person);
    }

    /**
     * Lets the event of this exchange wait: for the first time, behind the others of its person, or, if it is one that
     * has just been tried again, until its next attempt.
     */
    public void keep(Exchange exchange) {
        Instant now = clock.instant();
        Optional<HeldEvent> held = held(exchange);
        if (held.isPresent()) {
            Duration tried = tried(held.get(), now);
            rows.failed(held.get(), tried, now, now.plus(wait(held.get().attempts() + 1, exchange)));
            return;
        }
        SegmentEvent event = exchange.getProperty(SegmentEvent.IN_HAND, SegmentEvent.class);
        boolean isFirst = !rows.hasAnyOf(event.person().fingerprint());
        rows.add(event, now, isFirst ? now.plus(wait(1, exchange)) : now);
        if (isFirst) {
            log.warn(
                    "An event fails alone and waits aside, with all later ones of its person, while others pass."
                            + " messageId={}, type={}",
                    event.messageId(),
                    event.type().word());
        }
    }

    /** Whether the event of this exchange has failed alone for longer than {@code delivery.give-up-after}. */
    public boolean isGivenUp(Exchange exchange) {
        return held(exchange)
                .map(held -> tried(held, clock.instant()).compareTo(settings.giveUpAfter()) >= 0)
                .orElse(settings.giveUpAfter().compareTo(settings.holdAfter()) <= 0);
    }

    /** The oldest event of each person whose next attempt is due; one as a probe while delivery waits as a whole. */
    public List<HeldEvent> due() {
        Instant now = clock.instant();
        return rows.due(now, pause.isForEvents() ? 1 : AT_ONCE).stream()
                .filter(held -> rows.claim(held, now, now.plus(LEASE)))
                .toList();
    }

    /** Makes of a held event the message that the router expects. */
    public void toMessage(@Body HeldEvent held, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(held.event().json());
        held.event().headers().forEach(message::setHeader);
        exchange.setProperty(SegmentEvent.IN_HAND, held.event());
        exchange.setProperty(Patience.HELD, held.id());
    }

    /** The event waits no longer: Extole has it, or it is a dead letter. The next of its person follows. */
    public void release(Exchange exchange) {
        Long id = id(exchange);
        if (id != null) {
            rows.remove(id);
        }
    }

    /** How many events wait. */
    public long count() {
        return rows.count();
    }

    /** Time in which delivery waited as a whole does not count, nor time in which the application did not run. */
    private Duration tried(HeldEvent held, Instant now) {
        if (pause.isForEvents()) {
            return held.tried();
        }
        Duration since = Duration.between(held.lastAttempt(), now);
        Duration most = wait(held.attempts() + 1).plus(LEASE);
        return held.tried().plus(since.compareTo(most) < 0 ? since : most);
    }

    /** Not before Extole has asked for it: {@link Patience} has left in the exchange how long that is. */
    private Duration wait(int attempt, Exchange exchange) {
        long asked = exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, 0L, Long.class);
        Duration own = wait(attempt);
        return own.toMillis() >= asked ? own : Duration.ofMillis(asked);
    }

    private Duration wait(int attempt) {
        long factor = 1L << Math.min(LARGEST_SHIFT, attempt);
        long millis =
                Math.min(settings.longestWait().toMillis(), settings.firstWait().toMillis() * factor);
        return Duration.ofMillis(Math.max(1, millis));
    }

    private Optional<HeldEvent> held(Exchange exchange) {
        return Optional.ofNullable(id(exchange)).flatMap(rows::find);
    }

    private static @Nullable Long id(Exchange exchange) {
        return exchange.getProperty(Patience.HELD, Long.class);
    }
}
