package org.extoledestination.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How a {@link Sandbox} behaves.
 *
 * @param host name or address of the interface to listen on
 * @param port 0 for any free port
 * @param keys access tokens with their scopes, in Extole's words
 * @param identityDelay time between the answer to an async event and the moment its person is known
 * @param publicTraits whether unknown keys of an {@code identify} become PUBLIC parameters of the person. Segment's
 *     catalogue says they do; Extole's page "Segment" says they are ignored unless Extole maps them
 * @param requestsPerMinute requests a token may make in 60 seconds, async events not counted (Extole, "Common errors":
 *     100); 0 for no limit
 * @param retryAfter whether a throttled answer carries {@code Retry-After}; Extole documents none
 * @param maxBodyBytes largest request body taken; Extole publishes no limit
 * @param keep number of latest requests, and of latest events, shown under {@code /__sandbox}
 */
public record SandboxSettings(
        String host,
        int port,
        Map<String, Set<String>> keys,
        Duration identityDelay,
        boolean publicTraits,
        int requestsPerMinute,
        boolean retryAfter,
        int maxBodyBytes,
        int keep) {

    /** Scope for events, persons and {@code /v2/me}. */
    public static final String USER_SUPPORT = "USER_SUPPORT";

    /** Scope for erasures. */
    public static final String CLIENT_ADMIN = "CLIENT_ADMIN";

    public SandboxSettings {
        keys = Map.copyOf(keys);
        atLeast(0, "port", port);
        atLeast(0, "identityDelay", identityDelay.toMillis());
        atLeast(0, "requestsPerMinute", requestsPerMinute);
        atLeast(1, "maxBodyBytes", maxBodyBytes);
        atLeast(1, "keep", keep);
    }

    /** Loopback, any free port, {@code sandbox-api-key} with both scopes, {@code sandbox-events-key} with one. */
    public static SandboxSettings defaults() {
        var keys = Map.of(
                "sandbox-api-key", Set.of(USER_SUPPORT, CLIENT_ADMIN), "sandbox-events-key", Set.of(USER_SUPPORT));
        return new SandboxSettings("127.0.0.1", 0, keys, Duration.ofMillis(50), true, 100, false, 1024 * 1024, 200_000);
    }

    public SandboxSettings withPort(int port) {
        return new SandboxSettings(
                host, port, keys, identityDelay, publicTraits, requestsPerMinute, retryAfter, maxBodyBytes, keep);
    }

    private static void atLeast(long least, String name, long value) {
        if (value < least) {
            throw new IllegalArgumentException("sandbox " + name + " must be at least " + least + ", not " + value);
        }
    }
}
