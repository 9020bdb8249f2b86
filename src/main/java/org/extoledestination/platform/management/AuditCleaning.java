package org.extoledestination.platform.management;

import java.time.Clock;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Removes entries of the audit trail that are older than {@code management.audit.keep}. */
record AuditCleaning(AuditRows rows, AuditSettings settings, Clock clock, Meters meters) {

    private static final Logger LOG = LoggerFactory.getLogger(AuditCleaning.class);

    @Scheduled(initialDelayString = "PT4M", fixedDelayString = "PT1H")
    void forgetOld() {
        if (settings.keep().isZero()) {
            return;
        }
        try {
            meters.count("audit", "expired", rows.removeOld(clock.instant().minus(settings.keep())));
        } catch (DataAccessException e) {
            LOG.debug("The database is away; old audit entries stay for a while: {}", FaultPlace.of(e));
        }
    }
}
