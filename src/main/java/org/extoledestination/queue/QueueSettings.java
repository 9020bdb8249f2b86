package org.extoledestination.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings under {@code queue}.
 *
 * @param brokerUrl the brokers to use; empty for one inside this process
 * @param user the broker's user, or empty
 * @param password the broker's password, or empty
 * @param maxStoreSize how far the embedded broker's store may grow
 * @param commitTimeout how long a sender waits for the broker's commit
 */
@ConfigurationProperties("queue")
public record QueueSettings(
        @DefaultValue("") String brokerUrl,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("20GB") DataSize maxStoreSize,
        @DefaultValue("10s") Duration commitTimeout) {

    boolean isEmbedded() {
        return brokerUrl.isBlank();
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "QueueSettings[brokerUrl=" + (isEmbedded() ? "embedded" : "external") + ", maxStoreSize=" + maxStoreSize
                + ", commitTimeout=" + commitTimeout + ']';
    }
}
