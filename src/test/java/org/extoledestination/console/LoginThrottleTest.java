package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.extoledestination.support.SettableClock;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T10:00:00Z"));
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void anAddressWaitsAfterFiveWrongPasswordsAndMayTryAgainAMinuteLater() {
        for (int i = 0; i < LoginThrottle.OF_ADDRESS; i++) {
            assertThat(throttle.enter("192.0.2.1", "user-" + i)).isTrue();
        }
        assertThat(throttle.enter("192.0.2.1", "ada")).isFalse();
        assertThat(throttle.enter("192.0.2.2", "ada")).isTrue();

        clock.move(Duration.ofMinutes(1));

        assertThat(throttle.enter("192.0.2.1", "ada")).isTrue();
    }

    @Test
    void oneUserIsNotGuessedAtFromManyAddresses() {
        for (int i = 0; i < LoginThrottle.FOR_USER; i++) {
            assertThat(throttle.enter("192.0.2." + i, "ada")).isTrue();
        }

        assertThat(throttle.enter("198.51.100.1", "ada")).isFalse();
        assertThat(throttle.enter("198.51.100.1", "grace")).isTrue();
    }

    @Test
    void namesThatAreMadeUpBehindARefusedAddressMakeNobodysAttemptsForgotten() {
        for (int i = 0; i < LoginThrottle.FOR_USER; i++) {
            assertThat(throttle.enter("192.0.2." + i, "ada")).isTrue();
        }
        for (int i = 0; i < LoginThrottle.OF_ADDRESS; i++) {
            assertThat(throttle.enter("203.0.113.1", "other")).isTrue();
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(throttle.enter("203.0.113.1", "made-up-" + i)).isFalse();
        }

        assertThat(throttle.enter("198.51.100.1", "ada")).isFalse();
    }

    @Test
    void whoWasRightHasNothingAgainstThem() {
        for (int i = 0; i < 2 * LoginThrottle.FOR_USER; i++) {
            assertThat(throttle.enter("192.0.2.1", "ada")).isTrue();
            throttle.right("192.0.2.1", "ada");
        }
    }
}
