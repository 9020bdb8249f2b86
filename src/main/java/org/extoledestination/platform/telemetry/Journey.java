package org.extoledestination.platform.telemetry;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one event while a thread has it in hand: the stations note it here, most of them by what they count
 * ({@link Meters}). At the end whoever follows journeys hears of it. Nothing of an event is noted but its name.
 */
public final class Journey {

    /** Half of them are the first steps, half the last. */
    public static final int MOST_STEPS = 40;

    private static final String CALL = "call";
    private static final ThreadLocal<Journey> CURRENT = new ThreadLocal<>();

    private final Subject subject;
    private final Clock clock;
    private final @Nullable Consumer<Journey> follower;
    private final EventSpans.@Nullable InHand span;
    private final List<Step> steps = new ArrayList<>(6);
    private int leftOut;
    private boolean hasFailed;
    private String account = "";

    Journey(Subject subject, Clock clock, @Nullable Consumer<Journey> follower, EventSpans.@Nullable InHand span) {
        this.subject = subject;
        this.clock = clock;
        this.follower = follower;
        this.span = span;
    }

    /**
     * Whose journey it is.
     *
     * @param name of a track call, else empty
     * @param person the fingerprint
     * @param door by which it came; empty: not known
     * @param accepted when it was stored, in milliseconds of the epoch; 0: not known
     * @param cameBefore whether it was in hand before: it waited aside, was a dead letter, or is out of the queue again
     * @param aside since when it waited aside, in milliseconds of the epoch; 0: it did not
     * @param trace the context (W3C traceparent) from which its trace goes on; empty: none
     */
    public record Subject(
            String source,
            String messageId,
            String type,
            String name,
            String person,
            String door,
            long accepted,
            boolean cameBefore,
            long aside,
            String trace) {}

    /**
     * What one station did.
     *
     * @param at in milliseconds of the epoch
     * @param station where
     * @param outcome how it ended there
     * @param detail a file, a code or a reason; may be empty
     * @param status of HTTP; 0 if there was no answer, or no call
     * @param millis how long a call took; 0 for what is none
     */
    public record Step(long at, String station, String outcome, String detail, int status, long millis) {}

    void begin() {
        end();
        CURRENT.set(this);
    }

    /** A station has done something with the event that this thread has in hand, if it has one. */
    public static void note(String station, String outcome, String detail) {
        Journey current = current();
        if (current != null) {
            current.add(station, outcome, detail, 0, 0);
        }
    }

    /** The same, told by a counter. */
    static void counted(String station, String outcome) {
        Journey current = current();
        if (current != null && !Journeys.BESIDE.contains(station)) {
            current.add(station, outcome, "", 0, 0);
        }
    }

    /** A call has been made. {@code fault}: why there was no answer; empty if there was one. */
    public static void called(String call, int status, long nanos, String fault) {
        Journey current = current();
        if (current != null) {
            current.add(CALL, call, fault, status, TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /** A code or a reason that belongs to what was noted last. */
    public static void explain(String detail) {
        Journey current = current();
        if (current != null) {
            current.explainLast(detail);
        }
    }

    /** The account at Extole for which a request of what is in hand goes out; asked for only while it is traced. */
    public static void goesTo(Supplier<String> account) {
        Journey current = current();
        if (current != null && current.span != null) {
            current.account = account.get();
        }
    }

    /** Begins the span of a call, if what this thread has in hand is traced. */
    public static EventSpans.@Nullable Call call(String call) {
        Journey current = current();
        return current == null || current.span == null ? null : current.span.call(call, current.account);
    }

    /** What is in hand was given back, or has failed in a way that nobody has handled. */
    public static void fail() {
        Journey current = current();
        if (current != null) {
            current.hasFailed = true;
        }
    }

    /** What this thread has in hand is done with. */
    public static void end() {
        Journey current = current();
        if (current != null) {
            CURRENT.remove();
            if (current.span != null) {
                current.span.end(current);
            }
            if (current.follower != null) {
                current.follower.accept(current);
            }
        }
    }

    private static @Nullable Journey current() {
        return Journeys.areFollowed() ? CURRENT.get() : null;
    }

    private synchronized void add(String station, String outcome, String detail, int status, long millis) {
        if (repeatsLast(station, outcome, detail)) {
            return;
        }
        if (steps.size() >= MOST_STEPS) {
            steps.remove(MOST_STEPS / 2);
            leftOut++;
        }
        steps.add(new Step(clock.millis(), station, outcome, detail, status, millis));
    }

    /** What waits at a closed gate passes the stations before it at each look. Each call is told. */
    private boolean repeatsLast(String station, String outcome, String detail) {
        if (steps.isEmpty() || station.equals(CALL)) {
            return false;
        }
        Step last = steps.get(steps.size() - 1);
        return last.station().equals(station)
                && last.outcome().equals(outcome)
                && last.detail().equals(detail);
    }

    private synchronized void explainLast(String detail) {
        int last = steps.size() - 1;
        if (last >= 0) {
            Step step = steps.get(last);
            steps.set(last, new Step(step.at(), step.station(), step.outcome(), detail, step.status(), step.millis()));
        }
    }

    public Subject subject() {
        return subject;
    }

    /** Whether it ended without an end of its own: it was given back, or its failure was not handled. */
    public boolean hasFailed() {
        return hasFailed;
    }

    /** What was noted, in order; what was noted again at once stands there once. */
    public synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** How many steps in the middle were left out. */
    public synchronized int leftOut() {
        return leftOut;
    }
}
