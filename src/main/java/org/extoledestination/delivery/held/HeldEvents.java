package org.extoledestination.delivery.held;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.apache.camel.util.TimeUtils;
import org.extoledestination.activemqbatch.BatchListener;
import org.extoledestination.delivery.DeliveryGate;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.delivery.Patience;
import org.extoledestination.delivery.WaitingAside;
import org.extoledestination.event.ReceivedAt;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.database.AfterCommit;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.telemetry.Journey;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait aside. For routes: {@code bean: {ref: heldEvents, method: ...}}.
 *
 * <p>One query for a batch finds the persons with waiting events. A negative answer is kept while events of the person
 * are on their way, unless one of them has to wait itself; a positive one is asked again.
 */
public final class HeldEvents implements BatchListener, WaitingAside {

    private static final Logger log = LoggerFactory.getLogger(HeldEvents.class);
    private static final Pattern TIME =
            Pattern.compile("\\d{1,15}|(?=\\d)(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}s)?(\\d{1,9}ms)?");
    private static final int AT_ONCE = 100;
    private static final Portion PORTION = Portion.ofHeap();
    private static final String ON_THEIR_WAY = "heldPerson";
    private static final String BEHIND = "heldBehind";
    private static final String HELD = "held";

    private final HeldRows rows;
    private final DeliverySettings settings;
    private final DeliveryPause pause;
    private final ExtoleAccounts accounts;
    private final Clock clock;
    private final Map<String, Person> onTheirWay = new HashMap<>();
    private final IdentityHashMap<Exchange, Behind> behind = new IdentityHashMap<>();

    /** The state of a person while events of theirs are on their way. */
    private static final class Person {
        private final String fingerprint;
        private volatile boolean waits;
        /** How many wait behind the others and are not in the table yet. */
        private volatile int gathered;

        private int events;

        Person(String fingerprint, boolean waits) {
            this.fingerprint = fingerprint;
            this.waits = waits;
        }
    }

    /** The part of an exchange that waits behind others of its person. The copies that a route makes share it. */
    private record Behind(Person person, List<SegmentEvent> events) {}

    HeldEvents(HeldRows rows, DeliverySettings settings, DeliveryPause pause, ExtoleAccounts accounts, Clock clock) {
        this.rows = rows;
        this.settings = settings;
        this.pause = pause;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public synchronized void beforeProcessing(List<Exchange> exchanges) {
        Set<String> unknown = new HashSet<>();
        exchanges.forEach(exchange -> unknown.add(person(exchange)));
        unknown.removeAll(onTheirWay.keySet());
        Set<String> waiting = unknown.isEmpty() ? Set.of() : rows.personsAmong(unknown);
        for (Exchange exchange : exchanges) {
            Person person = onTheirWay.computeIfAbsent(
                    person(exchange), fingerprint -> new Person(fingerprint, waiting.contains(fingerprint)));
            person.events++;
            exchange.setProperty(ON_THEIR_WAY, person);
            Behind none = new Behind(person, new CopyOnWriteArrayList<>());
            behind.put(exchange, none);
            exchange.setProperty(BEHIND, none);
        }
    }

    /** Those that wait behind others of their person, in the order in which they came: all at once is quick. */
    @Override
    public void beforeAcknowledge(List<Exchange> exchanges) {
        List<Behind> all = behind(exchanges);
        List<SegmentEvent> events =
                all.stream().flatMap(each -> each.events().stream()).toList();
        if (!events.isEmpty()) {
            rows.addAll(events, clock.instant());
            AfterCommit.run(() -> all.forEach(this::areKept));
        }
    }

    /** Even if a route has changed its exchange, the event that was set aside must not be lost. */
    private synchronized List<Behind> behind(List<Exchange> exchanges) {
        return exchanges.stream()
                .flatMap(exchange -> Stream.ofNullable(behind.get(exchange)))
                .toList();
    }

    private synchronized void areKept(Behind gathered) {
        gathered.person().gathered -= gathered.events().size();
        gathered.events().clear();
    }

    /** Whether the event of this exchange is kept with those of its batch, before the queue forgets it. */
    private synchronized boolean isGathered(Exchange exchange, SegmentEvent event) {
        Behind gathered = exchange.getProperty(BEHIND, Behind.class);
        if (gathered == null) {
            return false;
        }
        gathered.person().waits = true;
        gathered.person().gathered++;
        gathered.events().add(event);
        return true;
    }

    @Override
    public synchronized void afterLeaving(List<Exchange> exchanges) {
        for (Exchange exchange : exchanges) {
            exchange.removeProperty(ON_THEIR_WAY);
            Behind gathered = behind.remove(exchange);
            if (gathered != null) {
                areKept(gathered);
                if (--gathered.person().events == 0) {
                    onTheirWay.remove(gathered.person().fingerprint);
                }
            }
        }
    }

    private static String person(Exchange exchange) {
        return exchange.getMessage().getHeader(SegmentEvent.Header.PERSON, "", String.class);
    }

    /** Whether an earlier event of this person waits, so that a later one has to wait behind it. */
    public boolean holds(Exchange exchange) {
        Person person = exchange.getProperty(ON_THEIR_WAY, Person.class);
        return (person != null && person.gathered > 0)
                || ((person == null || person.waits) && rows.hasAnyOf(person(exchange)));
    }

    private synchronized void waits(String fingerprint) {
        Person person = onTheirWay.get(fingerprint);
        if (person != null) {
            person.waits = true;
        }
    }

    /**
     * Lets the event of this exchange wait: for the first time, behind the others of its person, or, if it is one that
     * has just been tried again, until its next attempt.
     */
    public void keep(Exchange exchange) {
        DeliveryGate.requireOurs(exchange);
        Instant now = clock.instant();
        Optional<HeldEvent> held = held(exchange);
        if (held.isPresent()) {
            boolean isKeptBack = Patience.isKeptBack(exchange);
            Duration tried = isKeptBack ? held.get().tried() : tried(held.get(), now);
            int attempts = held.get().attempts() + (isKeptBack ? 0 : 1);
            rows.failed(held.get(), attempts, tried, now, next(now, Math.max(1, attempts), exchange));
            Journey.note(HELD, why(exchange), "");
            return;
        }
        if (EventInHand.of(exchange).aside() != null) {
            // Its person was erased while it was tried.
            return;
        }
        SegmentEvent event = EventInHand.event(exchange);
        // Without a failure it waits behind others.
        boolean hasFailed = exchange.getProperty(Exchange.EXCEPTION_CAUGHT) != null;
        Journey.note(HELD, why(exchange), "");
        if (!hasFailed && isGathered(exchange, event)) {
            return;
        }
        // Before it is so: who reads it too early only asks once more.
        waits(event.person().fingerprint());
        boolean isFirst = hasFailed && !rows.hasAnyOf(event.person().fingerprint());
        boolean failsAlone = isFirst && !Patience.isKeptBack(exchange);
        rows.add(event, now, isFirst ? next(now, 1, exchange) : now, failsAlone ? 1 : 0);
        if (failsAlone) {
            log.warn(
                    "An event fails alone and waits aside, with all later ones of its person, while others pass."
                            + " messageId={}, type={}",
                    Shown.id(event.messageId()),
                    event.type().word());
        }
    }

    /**
     * Lets the event of this exchange wait aside until so long after it was accepted, with all later ones of its person.
     * Nobody else waits. Goes on at once if that time is over.
     *
     * @param time such as {@code 10m} or {@code 36h}
     * @throws DelayedException if it is not over yet
     * @throws IllegalArgumentException if it is no time: the event becomes a dead letter
     */
    public void delay(String time, Exchange exchange) throws DelayedException {
        SegmentEvent event = EventInHand.event(exchange);
        Instant now = clock.instant();
        Instant until = ReceivedAt.of(event.json()).orElse(now).plus(time(time));
        if (now.isBefore(until)) {
            throw new DelayedException(until);
        }
    }

    /** Why it waits, in a word. */
    private static String why(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failure == null) {
            return "behind-others";
        }
        if (ObjectHelper.getException(DelayedException.class, failure) != null) {
            return "delayed";
        }
        return Patience.isKeptBackByPause(exchange) ? "paused" : Patience.isKeptBack(exchange) ? "metered" : "failed";
    }

    /** Camel makes no time of what it cannot read. */
    static Duration time(String written) {
        String time = written.strip();
        if (!TIME.matcher(time).matches()) {
            throw new IllegalArgumentException("'" + Shown.text(written)
                    + "' is no time to wait. Write days, hours, minutes and seconds: 1d12h, 30m");
        }
        return TimeUtils.toDuration(time);
    }

    /**
     * Lets an event wait aside that nothing is wrong with: so many of its person wait behind it that there would be no
     * room left to read events of others. It is due at once, and those behind it follow in order.
     */
    public void stepAside(Exchange exchange) {
        SegmentEvent event = EventInHand.event(exchange);
        Journey.note(HELD, "no-room", "");
        if (!isGathered(exchange, event)) {
            Instant now = clock.instant();
            waits(event.person().fingerprint());
            rows.add(event, now, now, 0);
        }
        log.info(
                "So many events of one person wait that others would wait too: they step aside, in order."
                        + " messageId={}, type={}",
                Shown.id(event.messageId()),
                event.type().word());
    }

    /** Whether the event of this exchange has failed alone for longer than {@code delivery.give-up-after}. */
    public boolean isGivenUp(Exchange exchange) {
        if (Patience.isKeptBack(exchange)) {
            return false;
        }
        return held(exchange)
                .map(held -> tried(held, clock.instant()).compareTo(settings.giveUpAfter()) >= 0)
                .orElse(settings.giveUpAfter().compareTo(settings.holdAfter()) <= 0);
    }

    /** The event waits no longer: Extole has it, or it is a dead letter. The next of its person follows. */
    public void release(Exchange exchange) {
        EventInHand.Aside aside = EventInHand.of(exchange).aside();
        if (aside != null) {
            rows.remove(aside.id());
        }
    }

    /**
     * Removes what waits under another key of a person whom Extole is to erase: an event without the user id would make
     * the person anew. Only what was accepted before the deletion request that this exchange holds. Under the user id
     * itself nothing of before can wait, since that line is in order.
     */
    public void forget(@Body String person, Exchange exchange) {
        SegmentEvent deletion = EventInHand.event(exchange);
        if (person.equals(deletion.person().fingerprint())) {
            return;
        }
        Instant asked = ReceivedAt.of(deletion.json()).orElseGet(clock::instant);
        long last = 0;
        for (List<HeldEvent> some = line(person, last); !some.isEmpty(); some = line(person, last)) {
            some.stream().filter(held -> !isAccepted(held, asked)).forEach(held -> rows.remove(held.id()));
            last = some.get(some.size() - 1).id();
        }
    }

    private List<HeldEvent> line(String person, long after) {
        return rows.line(person, after, AT_ONCE, PORTION);
    }

    private static boolean isAccepted(HeldEvent held, Instant after) {
        return ReceivedAt.of(held.event().json()).filter(after::isBefore).isPresent();
    }

    /** How many events wait. */
    public long count() {
        return rows.count();
    }

    @Override
    public Summary summary() {
        return rows.summary();
    }

    @Override
    public List<First> firsts(int limit) {
        return rows.firsts(limit);
    }

    /** How long the oldest has waited, in seconds; 0 if none does. */
    long oldestSeconds() {
        return summary()
                .oldest()
                .map(oldest -> Duration.between(oldest, clock.instant()).toSeconds())
                .orElse(0L);
    }

    /** Time in which delivery waited as a whole does not count, nor time in which the application did not run. */
    private Duration tried(HeldEvent held, Instant now) {
        boolean waits = accounts.linesOf(held.event()).stream().anyMatch(pause::isFor);
        if (waits) {
            return held.tried();
        }
        Duration since = Duration.between(held.lastAttempt(), now);
        Duration most = settings.backoff().most(held.attempts() + 2).plus(HeldRows.LEASE);
        return held.tried().plus(since.isNegative() ? Duration.ZERO : since.compareTo(most) < 0 ? since : most);
    }

    /** Not before the time until which a route has delayed it. */
    private Instant next(Instant now, int attempt, Exchange exchange) {
        DelayedException delayed = ObjectHelper.getException(
                DelayedException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        return delayed == null ? now.plus(wait(attempt, exchange)) : delayed.next(now);
    }

    /**
     * Not before Extole has asked for it: {@link Patience} has left in the exchange how long that is. Whoever a pause keeps
     * back that {@link HeldRelease} heeds asks again soon, since it may be the next probe.
     */
    private Duration wait(int attempt, Exchange exchange) {
        long asked = exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, 0L, Long.class);
        if (Patience.isKeptBackByPause(exchange)
                && pause.isFor(accounts.linesOf(EventInHand.event(exchange)).get(0))) {
            return Duration.ofMillis(asked);
        }
        Duration own = settings.backoff().after(attempt + 1);
        return own.toMillis() >= asked ? own : Duration.ofMillis(asked);
    }

    private Optional<HeldEvent> held(Exchange exchange) {
        return Optional.ofNullable(EventInHand.of(exchange).aside()).flatMap(aside -> rows.find(aside.id()));
    }
}
