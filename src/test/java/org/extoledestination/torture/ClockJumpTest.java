package org.extoledestination.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.support.Application;
import org.extoledestination.torture.TortureExtole.Mood;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that was wrong, and is put right while events wait aside. */
@Tag("slow")
class ClockJumpTest {

    private static final long SEED = 3;
    private static final int PEOPLE = 14;
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private final Ledger ledger = new Ledger(SEED, PEOPLE);

    @TempDir
    private Path folder;

    @Test
    void whoWaitsAsideIsNotForgottenWhenTheClockIsSetBack() {
        wronglyThenRightly(TWO_DAYS, Duration.ZERO);
    }

    @Test
    void whoWaitsAsideIsNotGivenUpWhenTheClockIsSetForward() {
        wronglyThenRightly(Duration.ZERO, TWO_DAYS);
    }

    private void wronglyThenRightly(Duration first, Duration then) {
        Path clock = folder.resolve("clock");
        JumpingClock.jump(clock, first);
        try (TortureExtole extole = new TortureExtole(ledger);
                Application application = Application.start(
                        extole.uri(),
                        folder.resolve("data"),
                        "delivery.hold-after=300ms",
                        "spring.main.sources=" + JumpingClock.Source.class.getName(),
                        "torture.clock=" + clock)) {
            extole.be(Mood.FAILS_FOR_SOME);
            send(application);
            await().until(() -> held(application) > 0 && ledger.arrived() >= PEOPLE / 2);

            JumpingClock.jump(clock, then);
            send(application);
            extole.be(Mood.WELL);

            await().atMost(Duration.ofSeconds(30)).until(() -> ledger.outstanding() == 0 && held(application) == 0);
            assertThat(ledger.outOfOrder()).isEmpty();
            assertThat(ledger.faults()).isEmpty();
            assertThat(application.deadLetters()).isEmpty();
        }
    }

    private static double held(Application application) {
        return application
                .bean(MeterRegistry.class)
                .get("extole.destination.held.events")
                .gauge()
                .value();
    }

    private void send(Application application) {
        List<Numbered> events = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            events.add(ledger.next(person));
        }
        assertThat(events).noneMatch(event -> event.isPoisoned(SEED));
        events.forEach(event -> assertThat(application
                        .post("/v1/batch", "{\"batch\": [" + event.json(SEED) + "]}")
                        .statusCode())
                .isEqualTo(200));
        ledger.acknowledged(events);
    }
}
