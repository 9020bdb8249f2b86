package org.extoledestination.ingest;

import jakarta.validation.Valid;
import java.util.Map;
import org.extoledestination.edit.live.Within;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code ingest.limits}: what one sender may take of what is there for all. 0 means no limit.
 *
 * @param slowestBody the least of a body that must arrive in a second, on average over some seconds
 * @param requestsPerSecond of one source over HTTP, on average over ten seconds, whatever becomes of them
 * @param eventsPerHour of one source over HTTP
 * @param bytesPerHour of one source over HTTP, as its events are kept
 * @param bySource other limits for some sources, by name
 * @param addressRequestsPerSecond of one address over HTTP, on average over ten seconds
 * @param refusalsPerMinute so many requests of one address may be refused in a minute before those that show no key in the
 *     header are answered 429 unread
 * @param logAddresses how much of the addresses of senders the log shows
 */
@Validated
@ConfigurationProperties("ingest.limits")
public record LimitSettings(
        @DefaultValue("1KB") @Within(least = "0B", most = "1GB")
        DataSize slowestBody,

        @DefaultValue("0") @Within(least = "0", most = LimitSettings.MOST)
        long requestsPerSecond,

        @DefaultValue("0") @Within(least = "0", most = LimitSettings.MOST)
        long eventsPerHour,

        @DefaultValue("0") @Within(least = "0B", most = Within.ANY_SIZE)
        DataSize bytesPerHour,

        @DefaultValue Map<String, @Valid OfSource> bySource,

        @DefaultValue("0") @Within(least = "0", most = LimitSettings.MOST)
        long addressRequestsPerSecond,

        @DefaultValue("600") @Within(least = "0", most = LimitSettings.MOST)
        long refusalsPerMinute,

        @DefaultValue("network") LogAddresses logAddresses) {

    /** Beyond it nobody counts. */
    static final String MOST = "1000000000000";

    /**
     * The settings of one source that differ; absent ones are as for all.
     *
     * @param requestsPerSecond see above
     * @param eventsPerHour see above
     * @param bytesPerHour see above
     */
    public record OfSource(
            @Nullable @Within(least = "0", most = LimitSettings.MOST)
            Long requestsPerSecond,

            @Nullable @Within(least = "0", most = LimitSettings.MOST)
            Long eventsPerHour,

            @Nullable @Within(least = "0B", most = Within.ANY_SIZE)
            DataSize bytesPerHour) {}

    /** How much of an address the log shows. */
    public enum LogAddresses {
        /** Nothing. */
        NONE,
        /** The first three bytes of an address of IPv4, the first six of one of IPv6: no single household. */
        NETWORK,
        /** The whole address, which is personal data in many countries. */
        FULL
    }
}
