package org.extoledestination.queue.refused;

import java.time.Duration;
import org.extoledestination.edit.live.Within;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code refused}.
 *
 * @param keep how long a refused message is kept; 0: forever
 * @param most how many are kept at most; beyond it the oldest go; 0: any number
 * @param mostSize how much room they may take up together; beyond it the oldest go; 0: any
 */
@Validated
@ConfigurationProperties("refused")
record RefusedSettings(
        @DefaultValue("90d") @Within(least = "0s", most = Within.AGES)
        Duration keep,

        @DefaultValue("100000") @Within(least = "0", most = "1000000000000")
        long most,

        @DefaultValue("256MB") @Within(least = "0B", most = Within.ANY_SIZE)
        DataSize mostSize) {}
