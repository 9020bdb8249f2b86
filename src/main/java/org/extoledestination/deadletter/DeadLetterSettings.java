package org.extoledestination.deadletter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings under {@code dead-letter}.
 *
 * @param keep how long a dead letter is kept in which nothing changes; 0 or nothing: for ever
 */
@ConfigurationProperties("dead-letter")
record DeadLetterSettings(@Nullable Duration keep) {

    boolean isForEver() {
        return kept().isZero() || kept().isNegative();
    }

    Duration kept() {
        return keep == null ? Duration.ZERO : keep;
    }
}
