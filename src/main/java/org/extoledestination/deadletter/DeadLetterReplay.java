package org.extoledestination.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.apache.camel.Exchange;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.DeadLetterRows.Full;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Repeats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Puts letters that somebody wants replayed back into the queue, the lowest numbers first. For routes: {@code bean:
 * {ref: deadLetterReplay, method: ...}}.
 */
@Component("deadLetterReplay")
public final class DeadLetterReplay {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterReplay.class);
    private static final String BATCH = "deadLetterBatch";
    private static final int AT_ONCE = 500;
    private static final Duration RESPITE = Duration.ofSeconds(5);

    private final DeadLetterRows rows;
    private final ReplayTurn turn;
    private final DeadLetters letters;
    private final Clock clock;
    private final Meters meters;
    private final Repeats lines = new Repeats(System::nanoTime);
    private final ReplayRate rate = new ReplayRate();
    /** By a clock that nobody sets. */
    private volatile long notBefore = System.nanoTime();

    DeadLetterReplay(DeadLetterRows rows, ReplayTurn turn, DeadLetters letters, Clock clock, Meters meters) {
        this.rows = rows;
        this.turn = turn;
        this.letters = letters;
        this.clock = clock;
        this.meters = meters;
    }

    private record Batch(List<Long> ids, Instant asked) {}

    /** Takes the next letters in hand, as many as the rate allows. The body becomes their events, perhaps none. */
    public void next(Exchange exchange) {
        List<Full> batch = next();
        batch.forEach(letter -> letters.remember(letter.segment()));
        exchange.getMessage().setBody(batch.stream().map(Full::segment).toList(), List.class);
        exchange.setProperty(
                BATCH,
                new Batch(
                        batch.stream().map(letter -> letter.letter().id()).toList(),
                        batch.stream()
                                .map(letter -> letter.letter().stateSince())
                                .max(Comparator.naturalOrder())
                                .orElse(Instant.MIN)));
    }

    private List<Full> next() {
        if (System.nanoTime() - notBefore < 0 || !rows.anyRequested() || !turn.isOurs()) {
            return List.of();
        }
        int most = Math.min(AT_ONCE, rate.allowed(turn.rate()));
        List<Full> batch =
                most == 0 ? List.of() : rows.export(DeadLetterFilter.NONE, EnumSet.of(State.REQUESTED), 0, most);
        rate.taken(batch.size());
        return batch;
    }

    /**
     * Notes that the letters in hand are in the queue, on disk. If the process ends before this they are put there once
     * more, and the router drops what was delivered.
     */
    public void queued(Exchange exchange) {
        lines.over();
        Batch batch = exchange.getProperty(BATCH, Batch.class);
        rows.queued(batch.ids(), batch.asked(), clock.instant());
        meters.count("dead.letter", "replayed", batch.ids().size());
    }

    /** Something failed: the letters are asked for still, and their turn comes again in a few seconds. */
    public void postpone(Exchange exchange) {
        notBefore = System.nanoTime() + RESPITE.toNanos();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (lines.isDue()) {
            log.warn(
                    "Dead letters could not be put into the queue ({}). They are tried again every {} s",
                    failure == null ? "no reason" : failure.getClass().getSimpleName(),
                    RESPITE.toSeconds());
        }
    }
}
