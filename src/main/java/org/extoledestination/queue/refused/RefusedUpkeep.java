package org.extoledestination.queue.refused;

import java.time.Clock;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Background work on refused messages. */
record RefusedUpkeep(RefusedMessages messages, RefusedRows rows, RefusedSettings settings, Clock clock, Meters meters) {

    private static final Logger log = LoggerFactory.getLogger(RefusedUpkeep.class);

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    void everyMinute() {
        messages.summarize();
        try {
            bound();
        } catch (DataAccessException | TransactionException e) {
            log.debug("The database is away; old refused messages stay for a while: {}", FaultPlace.of(e));
        }
    }

    private void bound() {
        int forgotten =
                settings.keep().isZero() ? 0 : rows.removeOld(clock.instant().minus(settings.keep()));
        forgotten += rows.removeBeyond(settings.most(), settings.mostSize().toBytes());
        if (forgotten > 0) {
            meters.count("refused.decision", "forgotten", forgotten);
            log.warn(
                    "{} refused messages are gone for good: they were too old, too many or too large together"
                            + " (refused.keep, refused.most, refused.most-size)",
                    forgotten);
        }
    }
}
