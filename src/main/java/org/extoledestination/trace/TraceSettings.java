package org.extoledestination.trace;

import java.time.Duration;
import org.extoledestination.edit.live.Within;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code trace}.
 *
 * @param enabled whether anything is recorded
 * @param last how many events are remembered in memory, whatever became of them
 * @param sample how many events a second, of those that went smoothly, are written to the database; all others are
 * @param keep how long a row is kept
 * @param most how many rows are kept at most; beyond it the oldest go, those that went smoothly before all others
 */
@Validated
@ConfigurationProperties("trace")
record TraceSettings(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("10000") @Within(least = "1", most = "1000000")
        int last,

        @DefaultValue("20") @Within(least = "0", most = "1000000")
        int sample,

        @DefaultValue("7d") @Within(least = "1m", most = Within.AGES)
        Duration keep,

        @DefaultValue("200000") @Within(least = "1", most = "1000000000000")
        long most) {}
