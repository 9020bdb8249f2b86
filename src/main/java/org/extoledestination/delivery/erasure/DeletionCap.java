package org.extoledestination.delivery.erasure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.extoledestination.delivery.erasure.DeletionRows.Hold;
import org.extoledestination.delivery.erasure.DeletionRows.State;
import org.extoledestination.event.ReceivedAt;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * How many deletions of one source may pass within an hour. A stolen key could erase everybody at Extole for good. So
 * further deletions wait, in order for each person, until an operator decides. One request has nine tenths of it at
 * most: what it brings beyond them waits, and the deletions of other requests still pass. It stands in the database: it
 * outlasts a restart, and is for all instances that share it. For routes:
 * {@code bean: {ref: deletionCap, method: pass}}.
 */
public final class DeletionCap {

    private static final Logger log = LoggerFactory.getLogger(DeletionCap.class);
    private static final Duration HOUR = Duration.ofHours(1);

    /** A deletion that waits for Extole is not counted again within it. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    /** As {@code activemq-batch:} and {@code activemq:} name it. */
    private static final String QUEUED_AT = "JMSTimestamp";

    private final DeletionRows rows;
    private final int perHour;
    private final Clock clock;
    private final Meters meters;
    private volatile List<Hold> holds = List.of();

    /** Takes up the holds that were on when the application stopped. With {@code perHour} 0 there is no limit. */
    DeletionCap(DeletionRows rows, int perHour, Clock clock, Meters meters) {
        this.rows = rows;
        this.perHour = perHour;
        this.clock = clock;
        this.meters = meters;
        take(rows.holds());
    }

    /**
     * Returns if the deletion that this exchange holds may pass. One that has passed may always: another attempt counts
     * once.
     *
     * @throws DeletionsHeldException if the deletions of its source are held
     * @throws DeletionRefusedException if it waited, aside or in the queue, when an operator refused those that did
     */
    public synchronized void pass(Exchange exchange) throws DeletionsHeldException, DeletionRefusedException {
        SegmentEvent deletion = EventInHand.event(exchange);
        String source = deletion.source();
        if (rows.hasPassed(deletion)) {
            return;
        }
        State state = rows.state(source);
        if (isRefused(exchange, state)) {
            meters.count("erasure", "refused");
            throw new DeletionRefusedException();
        }
        String request = ReceivedAt.of(deletion.json()).map(Instant::toString).orElse("");
        if (perHour > 0) {
            requireShare(source, request, state);
        }
        rows.pass(deletion, request, clock.instant());
        meters.count("erasure", "passed");
    }

    private void requireShare(String source, String request, State state) throws DeletionsHeldException {
        boolean isAll = state.isAll() || isFull(source, state);
        if (isAll || isTooMuchOf(request, source, state)) {
            hold(source, state, isAll);
            throw new DeletionsHeldException();
        }
    }

    private static boolean isRefused(Exchange exchange, State state) {
        return waitsSince(exchange)
                .flatMap(since -> state.refusedAt().filter(at -> !since.isAfter(at)))
                .isPresent();
    }

    /** Since when it waits aside, or in the queue: what is replayed after a refusal came into it anew. */
    private static Optional<Instant> waitsSince(Exchange exchange) {
        return Optional.ofNullable(EventInHand.of(exchange).aside())
                .map(EventInHand.Aside::since)
                .or(() -> Optional.ofNullable(exchange.getMessage().getHeader(QUEUED_AT, Long.class))
                        .map(Instant::ofEpochMilli));
    }

    /** Those of one request were received at one moment, by our clock. Who releases them says how many are to pass. */
    private boolean isTooMuchOf(String request, String source, State state) {
        return released(state).isEmpty() && rows.passedOf(source, request) >= perRequest();
    }

    private int perRequest() {
        return Math.max(1, perHour - Math.max(1, perHour / 10));
    }

    private Optional<Instant> released(State state) {
        return state.releasedAt().filter(clock.instant().minus(HOUR)::isBefore);
    }

    private boolean isFull(String source, State state) {
        Instant anHourAgo = clock.instant().minus(HOUR);
        Optional<Instant> released = released(state);
        return rows.passedSince(source, released.orElse(anHourAgo))
                >= (released.isPresent() ? state.released() : perHour);
    }

    private void hold(String source, State state, boolean isAll) {
        meters.count("erasure", "held");
        if (state.since().isEmpty() || isAll != state.isAll()) {
            rows.hold(source, clock.instant(), isAll);
            follow();
        }
    }

    /** Does here what was done on another instance. While the database is away all stays as it is. */
    @Scheduled(initialDelayString = "PT1S", fixedDelayString = "PT1S")
    synchronized void follow() {
        try {
            take(rows.holds());
        } catch (DataAccessException e) {
            log.debug("The database does not say whether deletions are held: {}", FaultPlace.of(e));
        }
    }

    private void take(List<Hold> now) {
        Set<String> known = heldSources();
        holds = perHour > 0 ? now : List.of();
        holds.stream()
                .map(Hold::source)
                .filter(source -> !known.contains(source))
                .forEach(source -> log.warn(
                        "Deletions of the source '{}' are held: {}. What to do: {}. They wait, with later events of"
                                + " their persons; all others go on",
                        source,
                        reason(),
                        action(source)));
    }

    String reason() {
        return "there were more than " + perHour + " within an hour, or more than " + perRequest()
                + " in one request (delivery.deletions-per-hour)";
    }

    static String action(String source) {
        return "find out whether they are meant. If so, run: java -jar extole-destination.jar deletions release --source "
                + source + ". If not, exchange the key, then run: java -jar extole-destination.jar deletions refuse"
                + " --source " + source;
    }

    /** Each source whose deletions are held, as of a second ago. */
    List<Hold> holds() {
        return holds;
    }

    /** The names of the sources whose deletions are held. */
    public Set<String> heldSources() {
        return holds.stream().map(Hold::source).collect(Collectors.toUnmodifiableSet());
    }

    /** The limit, which is also how many pass after a release that names no number. */
    int perHour() {
        return perHour;
    }

    /** Lets {@code count} deletions of the source pass within the next hour. */
    synchronized void release(String source, int count) {
        rows.release(source, clock.instant(), count);
        log.info("Deletions of the source '{}' are released by hand: {} within the next hour", source, count);
        follow();
    }

    /**
     * Makes dead letters of those deletions of the source that wait by now, aside or still in the queue; what comes later
     * is counted anew.
     */
    synchronized void refuse(String source) {
        rows.refuse(source, clock.instant(), perHour);
        log.info("The deletions of the source '{}' that wait are refused by hand: they become dead letters", source);
        follow();
    }

    /** A deletion that passed so long ago is not tried again and need not be remembered. */
    @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT1H")
    void tidy() {
        rows.forgetBefore(clock.instant().minus(REMEMBERED));
    }
}
