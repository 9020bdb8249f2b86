package org.extoledestination.queue;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.extoledestination.edit.live.Within;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code queue}.
 *
 * @param brokerUrl the brokers to use; empty for one inside this process
 * @param user the broker's user, or empty
 * @param password the broker's password, or empty
 * @param maxDepth how many events may wait in the embedded broker; 0: no limit
 * @param maxStoreSize how far the embedded broker's store may grow
 * @param minFreeDisk how much has to be free on the disk of data-dir; 0: no limit
 * @param commitTimeout how long a sender waits for the broker's commit
 * @param parkAfterAttempts so often a route has to fail on a message, one time after the other, before it is parked
 * @param parkAfter and for so long
 * @param suspectsWait how long what was in hand at an abrupt end waits after the start; longer if ends follow each other
 * @param hold whether nothing that waits is tried, so that somebody can look and park
 * @param shards how many queues the events are spread over; each is read by one instance
 */
@Validated
@ConfigurationProperties("queue")
public record QueueSettings(
        @DefaultValue("") String brokerUrl,
        @DefaultValue("") String user,
        @DefaultValue("") String password,

        @DefaultValue("0") @Within(least = "0", most = "1000000000000")
        long maxDepth,

        @DefaultValue("20GB") @Within(least = "1MB", most = Within.ANY_SIZE)
        DataSize maxStoreSize,

        @DefaultValue("1GB") @Within(least = "0B", most = Within.ANY_SIZE)
        DataSize minFreeDisk,

        @DefaultValue("10s") @Within(least = "100ms", most = "1h")
        Duration commitTimeout,

        @DefaultValue("5") @Within(least = "1", most = "1000000")
        int parkAfterAttempts,

        @DefaultValue("1m") @Within(least = "0s", most = "365d")
        Duration parkAfter,

        @DefaultValue("5s") @Within(least = "0s", most = "1h")
        Duration suspectsWait,

        @DefaultValue("false") boolean hold,

        @DefaultValue("1") @Within(least = "1", most = "1024")
        int shards) {

    /** A broker inside a process has one reader. */
    @AssertTrue(message = "shards above 1 are for instances that share a broker. Set BROKER_URL, or set shards to 1")
    public boolean isBrokerShared() {
        return shards == 1 || !isEmbedded();
    }

    /** Brokers do not tell their clients how many messages wait. */
    @AssertTrue(
            message =
                    "max-depth is for the broker inside the process. With BROKER_URL set max-depth to 0, and limit the"
                            + " queue extole.events at the broker itself")
    public boolean isDepthKnown() {
        return maxDepth == 0 || isEmbedded();
    }

    boolean isEmbedded() {
        return brokerUrl.isBlank();
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "QueueSettings[brokerUrl=" + (isEmbedded() ? "embedded" : "external") + ", maxDepth=" + maxDepth
                + ", maxStoreSize=" + maxStoreSize + ", minFreeDisk=" + minFreeDisk + ", commitTimeout=" + commitTimeout
                + ", parkAfterAttempts=" + parkAfterAttempts + ", parkAfter=" + parkAfter + ", suspectsWait="
                + suspectsWait + ", shards=" + shards + ']';
    }
}
