package org.extoledestination.platform.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.extoledestination.platform.deadline.Deadlines.Wait;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();
    private final AtomicInteger ended = new AtomicInteger();

    @AfterEach
    void close() {
        deadlines.close();
    }

    @Test
    void aWaitThatLastsTooLongIsEndedOnceAndKnowsIt() {
        Wait wait = deadlines.begin(Duration.ofMillis(50), ended::incrementAndGet);
        assertThat(wait.isOver()).isFalse();

        await().until(wait::isOver);
        laterOneIsEnded();

        assertThat(ended).hasValue(1);
    }

    @Test
    void aWaitThatIsFinishedInTimeIsNotEnded() {
        Wait wait = deadlines.begin(Duration.ofMillis(50), ended::incrementAndGet);
        deadlines.finish(wait);

        laterOneIsEnded();

        assertThat(wait.isOver()).isFalse();
        assertThat(ended).hasValue(0);
    }

    @Test
    void aWaitThatCannotBeEndedDoesNotKeepOthersFromTheirEnd() {
        deadlines.begin(Duration.ZERO, () -> {
            throw new IllegalStateException("stubborn");
        });

        laterOneIsEnded();
    }

    /** By then all that were due before it have been looked at. */
    private void laterOneIsEnded() {
        await().until(deadlines.begin(Duration.ofMillis(300), () -> {})::isOver);
    }
}
