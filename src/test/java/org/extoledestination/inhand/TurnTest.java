package org.extoledestination.inhand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnTest {

    /** A suspect that took 40 ms asks for a rest of two seconds. */
    @ParameterizedTest(name = "of {0} suspects the next waits {1} to {2} ms")
    @CsvSource({"1, 900, 1000", "100, 100, 200", "1000, 1, 20"})
    void manySuspectsHoldUpNobodyForMinutes(int suspects, long least, long most) {
        Turn turn = new Turn(() -> 0, () -> suspects);
        Object first = new Object();
        assertThat(turn.take(first)).isTrue();
        await().pollDelay(Duration.ofMillis(40)).until(() -> true);

        turn.end(first);

        assertThat(turn.millisLeft()).isBetween(least, most);
        assertThat(turn.take(new Object())).isFalse();
        await().pollInterval(Duration.ofMillis(1)).until(() -> turn.take(new Object()));
    }
}
