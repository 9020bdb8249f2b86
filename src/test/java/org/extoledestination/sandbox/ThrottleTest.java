package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final String EVENT = quoted("{'event_name':'x'}");

    @Test
    void hundredRequestsOfATokenPassAndTheNextIsRefused() {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
            SandboxClient client = new SandboxClient(sandbox);
            for (int i = 0; i < 100; i++) {
                assertThat(client.get("/v2/me").status()).isEqualTo(200);
            }

            Reply actual = client.post("/v6/events", EVENT);

            assertThat(actual.status()).isEqualTo(429);
            assertThat(actual.code()).isEqualTo("too_many_requests");
            assertThat(actual.header("Retry-After")).isNull();
            assertThat(client.post("/v6/async-events", EVENT).status()).isEqualTo(200);
            assertThat(client.post("/v6/async-events/x", "{}").status()).isEqualTo(200);
            assertThat(client.withKey("sandbox-events-key").get("/v2/me").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void throttleComesAfterScopeAndBeforeContentType() {
        try (Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 1))) {
            SandboxClient client = new SandboxClient(sandbox).withKey("sandbox-events-key");
            client.get("/v2/me");

            assertThat(client.post("/v4/erasures", "").code()).isEqualTo("access_denied");
            assertThat(client.send(client.request("/v6/events").POST(BodyPublishers.noBody()))
                            .code())
                    .isEqualTo("too_many_requests");
        }
    }

    @Test
    void retryAfterTellsWholeSecondsWhereItIsSwitchedOn() {
        SandboxSettings settings = SandboxChange.with("requestsPerMinute", 1, "retryAfter", true);
        try (Sandbox sandbox = Sandbox.start(settings)) {
            SandboxClient client = new SandboxClient(sandbox);
            client.get("/v2/me");

            Reply actual = client.get("/v2/me");

            assertThat(actual.header("Retry-After"))
                    .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
        }
    }

    @Test
    void resetOpensANewWindow() {
        try (Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 1))) {
            SandboxClient client = new SandboxClient(sandbox);
            client.get("/v2/me");
            client.delete("/__sandbox");

            assertThat(client.get("/v2/me").status()).isEqualTo(200);
        }
    }

    @Test
    void windowEndsSixtySecondsAfterItOpened() {
        AtomicLong nanos = new AtomicLong();
        Throttle throttle = new Throttle(2, Duration.ofMinutes(1), nanos::get);

        assertThat(throttle.take("a")).isEmpty();
        nanos.set(Duration.ofSeconds(59).toNanos());
        assertThat(throttle.take("a")).isEmpty();
        assertThat(throttle.take("a")).hasValue(1);
        assertThat(throttle.take("b")).isEmpty();

        nanos.set(Duration.ofSeconds(60).toNanos());
        assertThat(throttle.take("a")).isEmpty();
    }
}
