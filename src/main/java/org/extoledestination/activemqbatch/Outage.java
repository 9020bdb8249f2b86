package org.extoledestination.activemqbatch;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that fails for a while: a line in the log for each kind of failure, one when it ends, and growing waits. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    /** Whoever has read so many lines knows that it fails. */
    private static final int MOST_KINDS = 10;

    private final String what;
    private final long firstMillis;
    private final long longestMillis;
    /** Places where it has failed since it last worked. */
    private final Set<String> said = new HashSet<>();

    private long waitMillis;
    private long until;
    private volatile @Nullable String reason;
    private volatile @Nullable Trouble trouble;

    /**
     * What fails.
     *
     * @param since when it began
     * @param place what failed last, and where; nothing of a message
     */
    record Trouble(Instant since, String place) {}

    /** {@code what} begins the log lines. */
    Outage(String what, long firstMillis, long longestMillis) {
        this.what = what;
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
        waitMillis = reason == null ? firstMillis : Math.min(longestMillis, waitMillis * 2);
        until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        reason = cause.getClass().getSimpleName();
        String place = place(cause);
        Trouble before = trouble;
        trouble = new Trouble(before == null ? Instant.now() : before.since(), place);
        if (said.size() < MOST_KINDS && said.add(place)) {
            log.warn("{} failed ({}). It is tried again until it works", what, place);
        }
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
        return reason != null && System.nanoTime() - until < 0;
    }
}
