package org.extoledestination.activemqbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OutageTest {

    private final AtomicLong nanos = new AtomicLong(-42);
    private final AtomicLong waiting = new AtomicLong();
    private final Outage outage = new Outage(
            "Reading",
            failure -> "40-step.yaml:7: " + failure.getMessage(),
            () -> waiting + " in the queue",
            nanos::get,
            100,
            10_000);

    @Test
    void itsLineComesAgainAfterOneTwoFourMinutesAndThenEveryHour(CapturedOutput output) {
        List<Long> minutes = new ArrayList<>();
        for (long second = 0; second <= Duration.ofHours(6).toSeconds(); second += 5) {
            int before = lines(output, "still fails").size();
            outage.failed(new IllegalStateException("away"));
            if (lines(output, "still fails").size() > before) {
                minutes.add(second / 60);
            }
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        }

        assertThat(minutes).containsExactly(1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L, 303L);
        assertThat(lines(output, "Reading failed (40-step.yaml:7: away)")).hasSize(1);
        assertThat(lines(output, "still fails")).allMatch(line -> line.contains("(40-step.yaml:7: away)"));
    }

    @Test
    void aLineThatComesAgainSaysWhatWaitsByThen(CapturedOutput output) {
        outage.failed(new IllegalStateException("away"));
        for (int minutes : new int[] {1, 2}) {
            waiting.addAndGet(500);
            nanos.addAndGet(Duration.ofMinutes(minutes).toNanos());
            outage.failed(new IllegalStateException("away"));
        }

        List<String> again = lines(output, "still fails");
        assertThat(again).hasSize(2);
        assertThat(again.get(0)).endsWith("Waiting: 500 in the queue");
        assertThat(again.get(1)).endsWith("Waiting: 1000 in the queue");
    }

    @Test
    void theNextOneBeginsAnew(CapturedOutput output) {
        outage.failed(new IllegalStateException("away"));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        outage.failed(new IllegalStateException("away"));
        outage.over();
        outage.failed(new IllegalStateException("away"));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        outage.failed(new IllegalStateException("away"));

        assertThat(lines(output, "Reading failed")).hasSize(2);
        assertThat(lines(output, "still fails")).hasSize(2);
        assertThat(lines(output, "works again")).hasSize(1);
    }

    private static List<String> lines(CapturedOutput output, String text) {
        return output.getOut().lines().filter(line -> line.contains(text)).toList();
    }
}
