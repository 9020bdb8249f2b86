package org.extoledestination.platform.management;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.extoledestination.platform.deadline.Backoff;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Keeps in the database what was done and looked at. An operator's action waits for no entry: while the database is away,
 * entries wait in memory, {@value #MOST_WAITING} at most, and each has its line in the log in any case.
 */
public final class AuditTrail implements AutoCloseable {

    static final int MOST_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final int AT_ONCE = 500;
    private static final int STOP_SECONDS = 7;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ACTION = 200;
    private static final int LONGEST_TARGET = 2_000;
    private static final int LONGEST_OUTCOME = 20;
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final AuditRows rows;
    private final Clock clock;
    private final Meters meters;
    private final BlockingQueue<AuditEntry> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean isAtWork = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread one = new Thread(task, "audit");
        one.setDaemon(true);
        return one;
    });
    private int failures;

    AuditTrail(AuditRows rows, Clock clock, Meters meters) {
        this.rows = rows;
        this.clock = clock;
        this.meters = meters;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Takes note of an edit of files that was judged.
     *
     * @param kind of the files: {@code mapping}, {@code routes}, {@code settings}
     * @param files the names of those that changed, each with a word on what happened to it
     * @param outcome {@code taken} or {@code refused}
     */
    public void edit(String kind, List<String> files, String outcome) {
        add("files", "", "EDIT " + kind, Audit.files(files), (long) files.size(), outcome);
    }

    /** Never waits, and never throws. */
    void add(String who, String from, String action, String target, @Nullable Long count, String outcome) {
        AuditEntry entry = new AuditEntry(
                0,
                clock.instant(),
                Shown.clean(who, LONGEST_NAME),
                Shown.clean(from, LONGEST_NAME),
                Shown.clean(action, LONGEST_ACTION),
                Shown.clean(target, LONGEST_TARGET),
                count,
                Shown.clean(outcome, LONGEST_OUTCOME));
        if (!waiting.offer(entry)) {
            meters.count("audit", "lost");
        } else if (!thread.isShutdown() && isAtWork.compareAndSet(false, true)) {
            thread.execute(this::write);
        }
    }

    private void write() {
        try {
            writeAll();
        } catch (DataAccessException | TransactionException e) {
            failures++;
            if (failures == 1) {
                LOG.warn(
                        "The audit trail cannot be written to the database ({}). Entries wait in memory, {} at most; it is"
                                + " tried again. Each has its line of the logger 'org.extoledestination.audit'",
                        FaultPlace.of(e),
                        MOST_WAITING);
            }
            long wait = BACKOFF.after(failures).toMillis();
            if (!thread.isShutdown()) {
                // It ends with its thread, and what it throws is told here.
                ScheduledFuture<?> unused = thread.schedule(this::write, wait, TimeUnit.MILLISECONDS);
            }
            return;
        }
        isAtWork.set(false);
        if (!waiting.isEmpty() && !thread.isShutdown() && isAtWork.compareAndSet(false, true)) {
            thread.execute(this::write);
        }
    }

    private void writeAll() {
        while (!waiting.isEmpty()) {
            List<AuditEntry> some = waiting.stream().limit(AT_ONCE).toList();
            String outcome = add(some) ? "written" : "lost";
            // Nobody else takes any.
            waiting.drainTo(new ArrayList<>(), some.size());
            meters.count("audit", outcome, some.size());
            if (failures > 0) {
                LOG.info("The audit trail is written to the database again");
                failures = 0;
            }
        }
    }

    /** Whether the database takes them: those that it does not must not stand in the way of all later ones. */
    private boolean add(List<AuditEntry> some) {
        try {
            rows.add(some);
            return true;
        } catch (DataIntegrityViolationException e) {
            LOG.warn(
                    "{} entries of the audit trail are not what the database takes ({}). They stand in the lines of the"
                            + " logger 'org.extoledestination.audit' alone",
                    some.size(),
                    FaultPlace.of(e));
            return false;
        }
    }

    /** Writes what waits, if the database answers. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                writeAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database is away at the end: {}", FaultPlace.of(e));
        }
        if (!waiting.isEmpty()) {
            LOG.warn(
                    "{} entries of the audit trail are not in the database, which does not answer. They stand in the lines of"
                            + " the logger 'org.extoledestination.audit'",
                    waiting.size());
        }
    }
}
