package org.extoledestination.platform.telemetry;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.extoledestination.platform.telemetry.Journey.Subject;
import org.jspecify.annotations.Nullable;

/** Begins journeys, if anybody follows them. */
public final class Journeys {

    /** What is counted there says nothing of the way of an event. */
    static final Set<String> BESIDE = Set.of(
            "shadow", "event.name", "timestamp", "dead.letter.kind", "key", "ingest", "refused.copy", "management");

    /** How many follow, of all applications in this process: one look tells those who note that nobody does. */
    private static final AtomicInteger FOLLOWERS = new AtomicInteger();

    private final Clock clock;
    private volatile @Nullable Consumer<Journey> follower;
    private volatile @Nullable EventSpans spans;

    public Journeys(Clock clock) {
        this.clock = clock;
    }

    static boolean areFollowed() {
        return FOLLOWERS.get() > 0;
    }

    /** Whether somebody follows the journeys of this application. */
    public boolean isOn() {
        return follower != null || spans != null;
    }

    /** What makes spans of them; null while tracing is off. */
    public @Nullable EventSpans spans() {
        return spans;
    }

    /** Makes spans of them from now on. */
    public void trace(EventSpans maker) {
        spans = maker;
        FOLLOWERS.incrementAndGet();
    }

    /** Makes no spans any more. */
    public void endTracing() {
        if (spans != null) {
            spans = null;
            FOLLOWERS.decrementAndGet();
        }
    }

    /** Lets {@code hearer} hear of each journey at its end, on the thread of the event: it must neither wait nor throw. */
    public void follow(Consumer<Journey> hearer) {
        follower = hearer;
        FOLLOWERS.incrementAndGet();
    }

    /** Nobody follows any more. */
    public void leave() {
        if (follower != null) {
            follower = null;
            FOLLOWERS.decrementAndGet();
        }
    }

    /** This thread takes an event in hand, until {@link Journey#end}. */
    public void begin(Subject subject) {
        Consumer<Journey> hearer = follower;
        EventSpans maker = spans;
        if (hearer != null || maker != null) {
            new Journey(subject, clock, hearer, maker == null ? null : maker.begin(subject)).begin();
        }
    }
}
