package org.extoledestination.ingest.connections;

import java.time.Duration;
import org.extoledestination.edit.live.Within;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings under {@code ingest.connections}.
 *
 * @param most how many senders may be connected at once; 0: what an eighth of the heap holds
 * @param perAddress how many percent of them one address may have
 * @param headTimeout how long the head of a request may take to arrive, and a new connection to send anything
 * @param management how many may be connected to the management port
 */
@Validated
@ConfigurationProperties("ingest.connections")
public record ConnectionSettings(
        @DefaultValue("0") @Within(least = "0", most = "1000000")
        int most,

        @DefaultValue("50") @Within(least = "1", most = "100")
        int perAddress,

        @DefaultValue("10s") @Within(least = "100ms", most = "10m")
        Duration headTimeout,

        @DefaultValue("100") @Within(least = "5", most = "100000")
        int management) {

    private static final long BYTES = 40 * 1024;
    private static final long BYTES_WITH_TLS = 144 * 1024;
    private static final int SHARE = 8;
    private static final int FEWEST = 256;

    /** The memory of one connection while its request arrives, without the body: measured and rounded up. */
    static long bytes(boolean tls) {
        return tls ? BYTES_WITH_TLS : BYTES;
    }

    /** How many senders may be connected at once, given a heap of so many bytes. */
    int most(long heap, boolean tls) {
        return most > 0 ? most : (int) Math.max(FEWEST, Math.min(1_000_000, heap / SHARE / bytes(tls)));
    }
}
