package org.extoledestination.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DeadLetterLogTest {

    private static final Verdict VERDICT =
            new Verdict(Reason.UNMAPPABLE, "missing_field", "The field is missing.", Optional.empty());

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeadLetterLog log = new DeadLetterLog(new Meters(registry), (kind, detail) -> {});

    @Test
    void aThousandNewNamesAreAFewLines(CapturedOutput output) {
        for (int i = 0; i < 1_000; i++) {
            log.kept(track("Name " + i), VERDICT, true);
        }
        log.summarize();

        assertThat(output.getOut().lines().count()).isLessThan(100);
        assertThat(output.getOut().lines().filter(line -> line.contains("First dead letter of its kind")))
                .hasSize(10);
        assertThat(output).contains("The first of their kind without a line: 990.");
        assertThat(registry.find("extole.destination.dead.letter.kind").counter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1_000));
    }

    @Test
    void aNewKindIsSaidThoughOthersHaveFilledTheMinute(CapturedOutput output) {
        for (int i = 0; i < 1_000; i++) {
            log.kept(track("Name " + i % 20), VERDICT, false);
        }
        log.kept(track("New"), VERDICT, true);
        log.summarize();

        assertThat(output).contains("First dead letter of its kind: unmappable (missing_field) 'New'");
        assertThat(output.getOut().lines().filter(line -> line.contains("Kept in dead letters")))
                .hasSize(51);
        assertThat(output.getOut().lines().filter(line -> line.contains("more dead letters within a minute")))
                .hasSize(11);
        assertThat(output).contains("of 10 other kinds");
    }

    @Test
    void theNextMinuteBeginsAnew(CapturedOutput output) {
        for (int minute = 0; minute < 2; minute++) {
            for (int i = 0; i < 100; i++) {
                log.kept(track("Name " + minute + i), VERDICT, true);
            }
            log.summarize();
        }
        log.summarize();

        assertThat(output.getOut().lines().filter(line -> line.contains("First dead letter of its kind")))
                .hasSize(20);
        assertThat(output.getOut().lines().filter(line -> line.contains("without a line: 90.")))
                .hasSize(2);
    }

    private static SegmentEvent track(String name) {
        return new SegmentEvent("shop", EventType.TRACK, "m-1", Optional.of(name), Person.ofUserId("u"), "{}");
    }
}
