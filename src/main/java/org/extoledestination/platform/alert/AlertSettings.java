package org.extoledestination.platform.alert;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code alerts}.
 *
 * @param after how long a state has to last before it is told
 * @param erasureWaits how long a deletion may wait aside before that is told
 */
@Validated
@ConfigurationProperties("alerts")
public record AlertSettings(
        @DefaultValue("1m")
        @DurationMin(message = AlertSettings.UP_TO_A_DAY)
        @DurationMax(days = 1, message = AlertSettings.UP_TO_A_DAY)
        Duration after,

        @DefaultValue("24h")
        @DurationMin(seconds = 1, message = AlertSettings.UP_TO_A_YEAR)
        @DurationMax(days = AlertSettings.YEAR, message = AlertSettings.UP_TO_A_YEAR)
        Duration erasureWaits) {

    static final int YEAR = 365;
    static final String UP_TO_A_DAY = "must be from 0s to 1d";
    static final String UP_TO_A_YEAR = "must be from 1s to " + YEAR + "d";
}
