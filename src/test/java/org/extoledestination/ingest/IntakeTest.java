package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.extoledestination.queue.QueueLimits.Reached;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class IntakeTest {

    @Test
    void theDoorIsOpenWhileRoutesRunAndTheQueueKeeps() {
        assertThat(new Intake(() -> true, () -> true, Optional::empty, () -> Duration.ZERO).isOpen())
                .isTrue();
        assertThat(new Intake(() -> false, () -> true, Optional::empty, () -> Duration.ZERO).isOpen())
                .isFalse();
        assertThat(new Intake(() -> true, () -> false, Optional::empty, () -> Duration.ZERO).isOpen())
                .isFalse();
    }

    @Test
    void healthSaysWhyItIsClosedAndWhatToDo() {
        Health routes = new Intake(() -> false, () -> true, Optional::empty, () -> Duration.ZERO).health();
        Health queue = new Intake(() -> true, () -> false, Optional::empty, () -> Duration.ZERO).health();

        assertThat(new Intake(() -> true, () -> true, Optional::empty, () -> Duration.ZERO)
                        .health()
                        .getStatus())
                .isEqualTo(Status.UP);
        assertThat(routes.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(routes.getDetails()).containsKeys("reason", "action");
        assertThat(queue.getDetails()).containsKeys("reason", "action");
    }

    @Test
    void aLimitThatIsReachedClosesTheDoorAndHealthRepeatsWhatItSays() {
        Intake intake = new Intake(
                () -> true, () -> true, () -> Optional.of(new Reached("too much", "make room")), () -> Duration.ZERO);

        assertThat(intake.isOpen()).isFalse();
        assertThat(intake.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(intake.health().getDetails())
                .containsEntry("reason", "too much")
                .containsEntry("action", "make room");
    }

    @Test
    void aRoomThatIsFullForLongIsToldButClosesNothing() {
        Duration[] full = {Duration.ofSeconds(29)};
        Intake intake = new Intake(() -> true, () -> true, Optional::empty, () -> full[0]);
        assertThat(intake.health().getStatus()).isEqualTo(Status.UP);

        full[0] = Duration.ofSeconds(31);

        assertThat(intake.isOpen()).isTrue();
        assertThat(intake.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(intake.health().getDetails().get("reason")).asString().contains("31 s");
    }
}
