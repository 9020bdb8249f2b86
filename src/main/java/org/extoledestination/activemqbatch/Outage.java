package org.extoledestination.activemqbatch;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that fails for a while: one line in the log when it begins and one when it ends, and growing waits. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private final String what;
    private final long firstMillis;
    private final long longestMillis;
    private long waitMillis;
    private long until;
    private volatile @Nullable String reason;

    /** {@code what} begins the log lines. */
    Outage(String what, long firstMillis, long longestMillis) {
        this.what = what;
        this.firstMillis = firstMillis;
        this.longestMillis = longestMillis;
    }

    /** Why it fails, while it does. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** It has failed. The message of an exception may hold what was read: only broker and database faults say more. */
    void failed(Exception cause) {
        waitMillis = reason == null ? firstMillis : Math.min(longestMillis, waitMillis * 2);
        until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        boolean isNew = reason == null;
        reason = cause.getClass().getSimpleName();
        if (isNew) {
            log.warn("{} failed ({}). It is tried again until it works", what, reason);
            log.debug("{} failed", what, cause);
        }
    }

    /** It works. */
    void over() {
        if (reason != null) {
            reason = null;
            log.info("{} works again", what);
        }
    }

    /** Whether it is too early for the next attempt. */
    boolean isTooEarly() {
        return reason != null && System.nanoTime() - until < 0;
    }
}
