package org.extoledestination.activemqbatch;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that fails for a while: a line in the log for each kind of failure, one more after 1, 2, 4 ... minutes, up to an
 * hour, one when it ends, and growing waits.
 */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    /** The most kinds of failure that get a line of their own. */
    private static final int MOST_KINDS = 10;

    private static final long FIRST_LINE = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_LINE = TimeUnit.HOURS.toNanos(1);

    private final String what;
    private final FailurePlace places;
    private final Supplier<String> waiting;
    private final LongSupplier nanos;
    private final long firstMillis;
    private final long longestMillis;
    /** Places where it has failed since it last worked. */
    private final Set<String> said = new HashSet<>();

    private long waitMillis;
    private long until;
    private long lineWait;
    private long nextLine;
    private volatile @Nullable String reason;
    private volatile @Nullable Trouble trouble;

    /**
     * A failure that lasts.
     *
     * @param since when it began
     * @param place what failed last, and where; nothing of a message
     */
    record Trouble(Instant since, String place) {}

    /**
     * Something that has not failed yet.
     *
     * @param what begins the log lines
     * @param waiting what waits meanwhile, for those that come again
     * @param nanos a clock that nobody sets
     */
    Outage(
            String what,
            FailurePlace places,
            Supplier<String> waiting,
            LongSupplier nanos,
            long firstMillis,
            long longestMillis) {
        this.what = what;
        this.places = places;
        this.waiting = waiting;
        this.nanos = nanos;
        this.firstMillis = firstMillis;
        this.longestMillis = longestMillis;
    }

    /** The class of the innermost cause and the line that threw it: the text of an exception may hold a message. */
    static String place(Throwable failure) {
        Throwable first = failure;
        for (Throwable each : ObjectHelper.createExceptionIterable(failure)) {
            first = each;
        }
        StackTraceElement[] trace = first.getStackTrace();
        return first.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0]);
    }

    /** Anything from half of a wait to the whole: what has failed together is not tried again together. */
    static long jittered(long millis) {
        return millis - ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    }

    /** Why it fails, while it does. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Since when, and where, while it fails. */
    Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** It has failed. */
    void failed(Throwable cause) {
        long now = nanos.getAsLong();
        boolean isFirst = reason == null;
        waitMillis = isFirst ? firstMillis : Math.min(longestMillis, waitMillis * 2);
        until = now + TimeUnit.MILLISECONDS.toNanos(jittered(waitMillis));
        reason = cause.getClass().getSimpleName();
        String place = places.of(cause);
        Trouble before = trouble;
        Instant since = before == null ? Instant.now() : before.since();
        trouble = new Trouble(since, place);
        if (said.size() < MOST_KINDS && said.add(place)) {
            log.warn("{} failed ({}). It is tried again until it works", what, place);
        } else if (now - nextLine >= 0) {
            log.warn(
                    "{} still fails, since {} ({}). It is tried again until it works. Waiting: {}",
                    what,
                    since,
                    place,
                    waiting.get());
        } else {
            return;
        }
        lineWait = isFirst ? FIRST_LINE : Math.min(LONGEST_LINE, lineWait * 2);
        nextLine = now + lineWait;
    }

    /** It works. */
    void over() {
        if (reason != null) {
            reason = null;
            trouble = null;
            said.clear();
            log.info("{} works again", what);
        }
    }

    /** Whether it is too early for the next attempt. */
    boolean isTooEarly() {
        return reason != null && nanos.getAsLong() - until < 0;
    }
}
