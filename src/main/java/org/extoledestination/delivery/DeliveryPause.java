package org.extoledestination.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.Repeats;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether delivery waits, why, since when, and what is to be done about it. Each {@link Line} waits apart, so that events
 * that pass say nothing about the token for erasures. While a line waits nothing of it is given up, and one request at a
 * time goes out as a probe; the first answer that Extole gives to it ends the wait. A pause by hand is for all lines, has
 * no probes, and ends by hand.
 */
public final class DeliveryPause {

    /**
     * This many failures of one line in a row, without a success of it in between, are a pause. A fault that may be one
     * event's own counts once for each event.
     */
    static final int IN_A_ROW = 5;

    private static final String RESUMES = "nothing: delivery goes on by itself as soon as Extole answers";
    private static final Logger log = LoggerFactory.getLogger(DeliveryPause.class);

    /**
     * Why delivery waits.
     *
     * @param reason what Extole said or did not say
     * @param since from when on
     * @param action what an operator can do
     */
    public record Cause(String reason, Instant since, String action) {}

    /** The gate's answer to a request. */
    enum Pass {
        /** Nothing waits. */
        FREE,
        /** It is the one that finds out whether Extole answers again. */
        PROBE,
        /** Wait. */
        STOP
    }

    /** A line that has failed since Extole's last answer. Its fields are guarded by the pause, but for the cause. */
    private static final class Failing {
        private final Probes probes;
        private final Set<String> events = new HashSet<>();
        /** The lines of events that pass while this one waits. */
        private final Set<Line> passing = ConcurrentHashMap.newKeySet();
        /** The actions that were logged: each is logged once while reasons alternate. */
        private final Set<String> said = new HashSet<>();

        private final Repeats lines;
        private int inARow;
        private int failures;
        private volatile @Nullable Cause cause;

        Failing(Probes probes, Repeats lines) {
            this.probes = probes;
            this.lines = lines;
        }
    }

    private final Clock clock;
    private final LongSupplier nanos;
    private final Backoff backoff;
    private final Supplier<String> waiting;
    private final Map<Line, Failing> lines = new ConcurrentHashMap<>();
    /** When Extole has answered last. */
    private final Map<Line, Instant> answers = new ConcurrentHashMap<>();

    private volatile Optional<Cause> byHand = Optional.empty();

    /**
     * Probes leave by {@code backoff}, measured by {@code nanos}, which no change of the clock moves; {@code waiting} says
     * what waits by now.
     */
    DeliveryPause(Clock clock, LongSupplier nanos, Backoff backoff, Supplier<String> waiting) {
        this.waiting = waiting;
        this.clock = clock;
        this.nanos = nanos;
        this.backoff = backoff;
    }

    /** While delivery waits: that somebody said so, else the oldest cause. */
    public Optional<Cause> cause() {
        return byHand.or(() -> lines.values().stream()
                .flatMap(line -> Optional.ofNullable(line.cause).stream())
                .min(Comparator.comparing(Cause::since)));
    }

    /** Why requests of this line wait, if they do. */
    Optional<Cause> causeFor(Line line) {
        Failing known = lines.get(line);
        return byHand.or(() -> Optional.ofNullable(known).map(each -> each.cause));
    }

    /** The lines that have failed since Extole's last answer to them. */
    Collection<Line> failing() {
        return Set.copyOf(lines.keySet());
    }

    /** Whether requests of this line wait. */
    public boolean isFor(Line line) {
        return causeFor(line).isPresent();
    }

    /**
     * Whether this line waits while events of another pass: events that wait for it in place delay those. Erasures that
     * pass do not count, because they are few, and events that wait for nearly all lines are best kept in the queue.
     */
    boolean doOthersPass(Line line) {
        Failing known = lines.get(line);
        return byHand.isEmpty() && known != null && known.cause != null && !known.passing.isEmpty();
    }

    /** Whether a probe of this line, which waits, may leave. */
    public synchronized boolean hasTurn(Line line) {
        Failing known = lines.get(line);
        return byHand.isEmpty() && known != null && known.cause != null && known.probes.isDue();
    }

    /** How often requests of this line have failed since Extole's last answer to one. */
    synchronized int failures(Line line) {
        Failing known = lines.get(line);
        return known == null ? 0 : known.failures;
    }

    /** When the next probe of this line may leave; empty while it does not wait, while one is under way, or by hand. */
    synchronized Optional<Instant> nextProbe(Line line) {
        Failing known = lines.get(line);
        return byHand.isPresent() || known == null || known.cause == null
                ? Optional.empty()
                : known.probes.left().map(left -> clock.instant().plus(left));
    }

    /** Whether nothing has failed since Extole's last answer, and nobody has paused delivery. As it is nearly always. */
    public boolean isQuiet() {
        return lines.isEmpty() && byHand.isEmpty();
    }

    /** Whether somebody has paused delivery: then no request leaves, not even as a probe. */
    public boolean isByHand() {
        return byHand.isPresent();
    }

    /** Who paused delivery by hand, and why; empty if nobody did. Extole's answers do not change it. */
    void byHand(Optional<Cause> cause) {
        byHand = cause;
    }

    /**
     * Whether a request may leave now.
     *
     * @param event whose request it is; after {@link Pass#PROBE} the caller must report the result
     * @param hasFailed whether the event has failed before: as a probe it lets others go first
     */
    Pass ask(Line line, String event, boolean hasFailed) {
        if (byHand.isPresent()) {
            return Pass.STOP;
        }
        Failing known = lines.get(line);
        return known == null || known.cause == null ? Pass.FREE : ask(known, event, hasFailed);
    }

    private synchronized Pass ask(Failing known, String event, boolean hasFailed) {
        return known.probes.take(event, hasFailed) ? Pass.PROBE : Pass.STOP;
    }

    /** Extole gave an answer, be it yes or no. */
    void extoleWorks(Line line) {
        boolean endsPause = lines.containsKey(line) && ends(line);
        // One answer after many failures does not mean that those failed by themselves.
        if (!endsPause) {
            answers.put(line, clock.instant());
        }
        if (lines.isEmpty()) {
            return;
        }
        if (line.call().isEvent()) {
            lines.values().stream().filter(other -> other.cause != null).forEach(other -> other.passing.add(line));
        }
    }

    private synchronized boolean ends(Line line) {
        Failing known = lines.remove(line);
        Cause past = known == null ? null : known.cause;
        if (past != null) {
            log.info("Delivery ({}) goes on after {}", line, since(past));
        }
        return past != null;
    }

    /** Whether others pass, and Extole has answered one since {@code before}: what failed then and fails now fails alone. */
    public boolean hasAnsweredSince(Line line, @Nullable Instant before) {
        Instant answer = answers.get(line);
        // A clock that was ahead may not hide that Extole fails.
        return before != null
                && answer != null
                && answer.isAfter(before)
                && !answer.isAfter(clock.instant())
                && !isFor(line);
    }

    /** An attempt failed for a reason that no event can have caused. */
    void extoleFails(Line line, String reason) {
        extoleFails(line, reason, RESUMES);
    }

    /** The same where an operator may have something to look at: {@code action} says what. */
    synchronized void extoleFails(Line line, String reason, String action) {
        Failing failed = failed(line);
        failed.inARow++;
        if (failed.inARow >= IN_A_ROW || failed.cause != null) {
            pause(line, failed, reason, action);
        }
    }

    /** This event did not pass; others might. */
    void extoleFailsFor(String eventId, Line line, String reason) {
        extoleFailsFor(eventId, line, reason, RESUMES);
    }

    /** The same where an operator has something to look at: {@code action} says what. */
    synchronized void extoleFailsFor(String eventId, Line line, String reason, String action) {
        Failing failed = failed(line);
        if (failed.events.size() < IN_A_ROW) {
            failed.events.add(eventId);
        }
        if (failed.events.size() >= IN_A_ROW || failed.cause != null) {
            pause(line, failed, reason, action);
        }
    }

    /** No such request can pass until somebody acts. */
    synchronized void misconfigured(Line line, String reason, String action) {
        pause(line, failed(line), reason, action);
    }

    /**
     * A request has failed, and what follows from it for the next probe of its line.
     *
     * @param asked how long Extole asks to be left alone
     */
    synchronized void failed(Line line, String event, Duration asked) {
        Failing failed = lines.get(line);
        if (failed != null && failed.cause != null) {
            failed.probes.failed(event, asked);
        }
    }

    /** The request did not leave after all, or its end is not known: somebody else is the probe, in a moment. */
    synchronized void letGo(Line line, String event) {
        Failing known = lines.get(line);
        if (known != null) {
            known.probes.letGo(event);
        }
    }

    private Failing failed(Line line) {
        Failing failed =
                lines.computeIfAbsent(line, key -> new Failing(new Probes(nanos, backoff), new Repeats(nanos)));
        failed.failures++;
        return failed;
    }

    private void pause(Line line, Failing failed, String reason, String action) {
        Cause past = failed.cause;
        if (past == null) {
            log.warn("Delivery ({}) waits: {}. What to do: {}. Events are kept; intake goes on", line, reason, action);
            failed.probes.begin();
            failed.said.add(action);
            failed.lines.isDue();
            lines.values().forEach(other -> other.passing.remove(line));
            failed.cause = new Cause(reason, clock.instant(), action);
            return;
        }
        if (!past.action().equals(action) && failed.said.add(action)) {
            log.warn("Delivery ({}) still waits, now because: {}. What to do: {}", line, reason, action);
        } else if (failed.lines.isDue()) {
            log.warn(
                    "Delivery ({}) still waits after {}: {}. What to do: {}. Waiting: {}",
                    line,
                    since(past),
                    reason,
                    action,
                    waiting.get());
        }
        failed.cause = new Cause(reason, past.since(), action);
    }

    private Duration since(Cause past) {
        return Duration.ofSeconds(
                Duration.between(past.since(), clock.instant()).toSeconds());
    }
}
