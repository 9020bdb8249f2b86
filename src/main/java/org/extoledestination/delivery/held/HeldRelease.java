package org.extoledestination.delivery.held;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.extoledestination.delivery.DeliveryPause;
import org.extoledestination.delivery.ExtoleAccounts;
import org.extoledestination.delivery.Line;
import org.extoledestination.delivery.erasure.DeletionCap;
import org.extoledestination.delivery.held.HeldRows.Due;
import org.extoledestination.delivery.held.HeldRows.Sources;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.database.Portion;
import org.extoledestination.platform.telemetry.Journeys;

/** Selects the persons aside that are due. For routes: {@code bean: {ref: heldRelease, method: ...}}. */
public final class HeldRelease {

    private static final int PERSONS_AT_ONCE = 100;
    private static final int EVENTS_OF_A_PERSON = 10;
    /** As many as the route tries at once. */
    private static final int PERSONS_IN_LINE = 16;

    private static final long LONGEST_WAIT_SECONDS = 30;

    /** Where very many wait a look takes its time, in which the database does nothing else: it rests for longer. */
    private static final int REST = 10;

    private static final Duration MEND = Duration.ofMinutes(1);

    private final HeldRows rows;
    private final HeldClaims claims;
    private final DeliveryPause pause;
    private final ExtoleAccounts accounts;
    private final DeletionCap deletions;
    private final Journeys journeys;
    private final Portion all;
    private final Portion each;
    private final Semaphore room;
    private volatile long nextLook = System.nanoTime();
    private volatile long nextMend = System.nanoTime();

    /** {@code all}: so much of those who are tried is in memory at once. */
    HeldRelease(
            HeldRows rows,
            HeldClaims claims,
            DeliveryPause pause,
            ExtoleAccounts accounts,
            DeletionCap deletions,
            Journeys journeys,
            Portion all) {
        this.all = all;
        this.each = all.of(PERSONS_IN_LINE);
        // Fair, so that a large request is served eventually.
        this.room = new Semaphore((int) Math.min(Integer.MAX_VALUE, all.characters()), true);
        this.rows = rows;
        this.claims = claims;
        this.pause = pause;
        this.accounts = accounts;
        this.deletions = deletions;
        this.journeys = journeys;
    }

    /**
     * The persons of whom the oldest waiting event is due; where its call or account waits for Extole one of them when it
     * is time for a probe; none while somebody has paused delivery. Deletions that are held for an operator are not due.
     */
    public List<String> due() {
        long begin = System.nanoTime();
        if (pause.isByHand() || begin - nextLook < 0) {
            return List.of();
        }
        if (begin - nextMend >= 0) {
            rows.mend();
            nextMend = begin + MEND.toNanos();
        }
        List<String> persons = look();
        long end = System.nanoTime();
        nextLook = end + REST * (end - begin);
        return persons;
    }

    private List<String> look() {
        Due due = claims.dueNow(deletions.heldSources());
        if (pause.isQuiet()) {
            return rows.due(due, PERSONS_AT_ONCE);
        }
        List<String> apart = accounts.sourcesApart();
        List<String> persons = new ArrayList<>(due(due, Sources.allBut(apart), ""));
        apart.forEach(source -> persons.addAll(due(due, Sources.only(source), source)));
        return persons;
    }

    private List<String> due(Due due, Sources sources, String account) {
        // Which of the two calls an event needs is not known before it is mapped; the gate stops the other.
        List<String> persons =
                new ArrayList<>(rows.due(due, atOnce(new Line(Operation.ASYNC_EVENT, account)), sources, false));
        persons.addAll(rows.due(due, atOnce(new Line(Operation.ERASURE, account)), sources, true));
        return persons;
    }

    private int atOnce(Line line) {
        if (!pause.isFor(line)) {
            return PERSONS_AT_ONCE;
        }
        return pause.hasTurn(line) ? 1 : 0;
    }

    /**
     * The next events of a person, in order. Whether one may be tried {@link HeldClaims} says when those before it are
     * done. None if there was no room for them in memory for long: they are due still.
     */
    public List<HeldEvent> line(@Body String person, Exchange exchange) {
        int wanted = (int) Math.min(all.characters(), Math.max(each.characters(), rows.firstLength(person)));
        try {
            if (!room.tryAcquire(wanted, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return List.of();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        exchange.getExchangeExtension().addOnCompletion(new Left(wanted));
        return rows.line(person, 0, EVENTS_OF_A_PERSON, each);
    }

    private final class Left extends SynchronizationAdapter {

        private final int characters;

        private Left(int characters) {
            this.characters = characters;
        }

        @Override
        public boolean allowHandover() {
            return false;
        }

        @Override
        public void onDone(Exchange exchange) {
            room.release(characters);
        }
    }

    /** Whether all of a full line have gone, so that there may be more of the person. */
    public boolean isThrough(@Body List<HeldEvent> line) {
        int characters =
                line.stream().mapToInt(held -> held.event().json().length()).sum();
        return each.isCut(line.size(), EVENTS_OF_A_PERSON, characters)
                && rows.find(line.get(line.size() - 1).id()).isEmpty();
    }

    /** Makes of a waiting event the message that the router expects. */
    public void toMessage(@Body HeldEvent held, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(held.event().json());
        held.event().headers().forEach(message::setHeader);
        EventInHand.Aside aside = new EventInHand.Aside(held.id(), held.lastAttempt(), held.attempts());
        EventInHand.take(exchange, held.event(), aside, held.since());
        if (journeys.isOn()) {
            EventInHand.follow(journeys, held.event(), 0, true, held.since().toEpochMilli());
        }
    }
}
