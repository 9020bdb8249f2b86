package org.extoledestination.platform.management;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code management.audit}.
 *
 * @param keep how long an entry of the audit trail is kept; 0: for ever
 */
@Validated
@ConfigurationProperties("management.audit")
record AuditSettings(
        @DefaultValue("365d")
        @DurationMin(message = AuditSettings.RANGE)
        @DurationMax(days = AuditSettings.AGES_DAYS, message = AuditSettings.RANGE)
        Duration keep) {

    static final int AGES_DAYS = 36_500;
    static final String RANGE = "must be from 0s to " + AGES_DAYS + "d";
}
