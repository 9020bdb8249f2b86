package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.extoledestination.support.SettableClock;
import org.junit.jupiter.api.Test;

class LastHourTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T10:00:00Z"));
    private final LastHour hour = new LastHour(registry, clock);

    private void after(Duration time) {
        clock.move(time);
        hour.look();
    }

    @Test
    void aPointIsWhatHasHappenedInItsMinute() {
        Counter in = registry.counter("extole.destination.ingest", "outcome", "accepted");
        Counter refused = registry.counter("extole.destination.ingest", "outcome", "bad_request");
        Counter out = registry.counter("extole.destination.delivery", "outcome", "delivered");
        hour.look();
        refused.increment(1_000);
        for (int i = 0; i < 6; i++) {
            in.increment(100);
            out.increment(50);
            after(LastHour.STEP);
        }

        assertThat(hour.points()).hasSize(1).first().satisfies(point -> {
            assertThat(point.in()).isCloseTo(10, within(0.01));
            assertThat(point.out()).isCloseTo(5, within(0.01));
            assertThat(point.median()).isEmpty();
        });
    }

    @Test
    void timesAreReadFromTheHistogram() {
        Timer timer = Timer.builder("extole.destination.end.to.end")
                .serviceLevelObjectives(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(registry);
        hour.look();
        for (int i = 0; i < 98; i++) {
            timer.record(Duration.ofMillis(50));
        }
        timer.record(Duration.ofSeconds(5));
        timer.record(Duration.ofSeconds(5));
        after(LastHour.STEP);

        assertThat(hour.points().get(0).median().orElseThrow()).isBetween(0.01, 0.1);
        assertThat(hour.points().get(0).slowest().orElseThrow()).isBetween(1.0, 10.0);
    }

    @Test
    void anHourIsKeptAndNotMore() {
        for (int i = 0; i < 1_000; i++) {
            after(LastHour.STEP);
        }

        assertThat(hour.points()).hasSize(LastHour.POINTS);
        assertThat(hour.points().get(0).at()).isEqualTo(clock.instant().minus(Duration.ofMinutes(59)));
    }
}
