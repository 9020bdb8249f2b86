package org.extoledestination.deadletter;

import java.time.Duration;
import org.extoledestination.edit.live.Within;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code dead-letter}.
 *
 * @param keep how long a dead letter is kept in which nothing changes; 0 or nothing: forever
 * @param keepDiscarded how long a discarded one can be restored, from 1h to 365d; then it is deleted
 */
@Validated
@ConfigurationProperties("dead-letter")
record DeadLetterSettings(
        @Nullable @Within(least = "0s", most = Within.AGES) Duration keep,

        @DefaultValue("3d") @Within(least = "1h", most = "365d")
        Duration keepDiscarded) {

    boolean isForEver() {
        return kept().isZero();
    }

    Duration kept() {
        return keep == null ? Duration.ZERO : keep;
    }
}
