package org.extoledestination.deadletter;

import java.time.Clock;
import org.extoledestination.gate.idempotent.DeliveredIds;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Background work on dead letters. */
final class DeadLetterCleaning implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterCleaning.class);

    private final DeadLetterRows rows;
    private final DeliveredIds ids;
    private final DeadLetterLog deadLetterLog;
    private final DeadLetterSettings settings;
    private final ReplayTurn turn;
    private final Clock clock;
    private final Meters meters;
    private volatile boolean replaysStay;

    DeadLetterCleaning(
            DeadLetterRows rows,
            DeliveredIds ids,
            DeadLetterLog deadLetterLog,
            DeadLetterSettings settings,
            ReplayTurn turn,
            Clock clock,
            Meters meters) {
        this.rows = rows;
        this.ids = ids;
        this.deadLetterLog = deadLetterLog;
        this.settings = settings;
        this.turn = turn;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    void summarize() {
        deadLetterLog.summarize();
    }

    /** A replay whose outcome this process did not see: it was started again, or another instance delivered it. */
    @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT10S")
    void settleReplays() {
        settle(true);
    }

    /** An event that its sender has repeated, and that was delivered then by another instance or process. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
    void settleAll() {
        settle(false);
    }

    private void settle(boolean onlyReplaying) {
        try {
            int settled = rows.removeDelivered(onlyReplaying, ids::known);
            meters.count("dead.letter", "delivered", settled);
            replaysStay = false;
        } catch (DataAccessException e) {
            if (!replaysStay) {
                log.warn(
                        "Dead letters in replay whose event was delivered stay listed: database or delivered ids cannot be"
                                + " read ({}). It is tried again every 10 s",
                        e.getClass().getSimpleName());
            }
            replaysStay = true;
            log.debug("Delivered letters stay listed: {}", FaultPlace.of(e));
        }
    }

    /** Letters that nobody has done anything about for {@code dead-letter.keep}, and those that were discarded before. */
    @Scheduled(initialDelayString = "PT2M", fixedDelayString = "PT10M")
    void forgetOld() {
        try {
            int discarded = rows.removeDiscarded(clock.instant().minus(settings.keepDiscarded()));
            if (discarded > 0) {
                meters.count("dead.letter", "expired", discarded);
                log.info(
                        "{} dead letters that were discarded {} ago are deleted (dead-letter.keep-discarded)",
                        discarded,
                        settings.keepDiscarded());
            }
            if (settings.isForEver()) {
                return;
            }
            int forgotten = rows.removeOld(clock.instant().minus(settings.kept()));
            if (forgotten > 0) {
                meters.count("dead.letter", "expired", forgotten);
                log.warn(
                        "{} dead letters in which nothing has changed for {} are gone for good (dead-letter.keep)",
                        forgotten,
                        settings.kept());
            }
        } catch (DataAccessException e) {
            log.debug("The database is away; old letters stay for a while: {}", FaultPlace.of(e));
        }
    }

    /** Reports the rest at the end of the process. */
    @Override
    public void destroy() {
        deadLetterLog.summarize();
        try {
            turn.leave();
        } catch (DataAccessException e) {
            log.debug("The database is away; the turn to replay ends by itself: {}", FaultPlace.of(e));
        }
    }
}
