package org.extoledestination.delivery.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delay makes of a time that is known only when the event comes. */
class DelayTest {

    @ParameterizedTest
    @CsvSource({
        "5000,PT5S",
        "500ms,PT0.5S",
        "30s,PT30S",
        "30m,PT30M",
        "36h,PT36H",
        "10d,P10D",
        "1d12h,PT36H",
        "1h30m,PT1H30M",
        "' 2m ',PT2M"
    })
    void isRead(String written, Duration time) {
        assertThat(HeldEvents.time(written)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "30x", "PT30M", "30M", "1w", "-5m", "m", "1.5h", "soon"})
    void isRefused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeldEvents.time(written))
                .withMessageContaining("is no time to wait");
    }
}
