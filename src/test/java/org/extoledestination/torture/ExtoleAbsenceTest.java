package org.extoledestination.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.extoledestination.support.Application;
import org.extoledestination.torture.TortureExtole.Mood;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Four hours without Extole, in a world that is 1440 times as fast: a minute of it is 42 ms. */
@Tag("slow")
class ExtoleAbsenceTest {

    private static final Logger log = LoggerFactory.getLogger(ExtoleAbsenceTest.class);

    private static final long TIMES = 1_440;
    private static final List<Mood> WAYS_TO_BE_AWAY =
            List.of(Mood.DOWN, Mood.UNAVAILABLE, Mood.UNAUTHORIZED, Mood.DOWN);
    private static final int PEOPLE = 12;
    private static final int EVENTS_AN_HOUR = 120;
    private static final long SEED = 4;

    private final Ledger ledger = new Ledger(SEED, PEOPLE);

    @Test
    void fourHoursWithoutExtoleLoseNothingGiveUpNothingAndRepeatNothing(@TempDir Path folder) {
        try (TortureExtole extole = new TortureExtole(ledger);
                Application application = Application.start(
                        extole.uri(),
                        folder,
                        "delivery.first-wait=" + scaled(Duration.ofSeconds(1)),
                        "delivery.longest-wait=" + scaled(Duration.ofSeconds(30)),
                        "delivery.hold-after=" + scaled(Duration.ofSeconds(10)),
                        "delivery.give-up-after=" + scaled(Duration.ofHours(4)))) {
            send(application, PEOPLE);
            await().until(() -> ledger.outstanding() == 0);

            for (Mood away : WAYS_TO_BE_AWAY) {
                extole.be(away);
                anHourPasses(application);
            }
            assertThat(ledger.arrived()).isLessThan(PEOPLE + 1L);
            assertThat(application.health("delivery").path("status").asText()).isEqualTo("DOWN");
            extole.be(Mood.WELL);

            try {
                await().atMost(Duration.ofMinutes(4)).until(() -> ledger.outstanding() == 0);
            } finally {
                log.info("Back after four hours: {}. Missing: {}", ledger.figures(), ledger.missing());
            }
            assertThat(ledger.missing()).isEmpty();
            assertThat(ledger.outOfOrder()).isEmpty();
            assertThat(ledger.faults()).isEmpty();
            assertThat(deadLetters(application)).containsExactlyElementsOf(ledger.poisoned());
        }
    }

    private static String scaled(Duration real) {
        return Math.max(1, real.toMillis() / TIMES) + "ms";
    }

    /** And a bit more, so that four of them are longer than what is given to an event that fails alone. */
    private void anHourPasses(Application application) {
        long end = System.nanoTime() + Duration.ofMinutes(66).toNanos() / TIMES;
        send(application, EVENTS_AN_HOUR);
        await().until(() -> System.nanoTime() - end > 0);
    }

    private void send(Application application, int events) {
        for (int i = 0; i < events; i++) {
            Numbered event = ledger.next(i % PEOPLE);
            int status = application
                    .post("/v1/batch", "{\"batch\": [" + event.json(SEED) + "]}")
                    .statusCode();
            assertThat(status).isEqualTo(200);
            ledger.acknowledged(List.of(event));
        }
    }

    private static List<String> deadLetters(Application application) {
        List<String> ids = new ArrayList<>();
        application
                .deadLetters()
                .forEach(letter -> ids.add(letter.path("messageId").asText()));
        ids.sort(null);
        return ids;
    }
}
