package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

class IntakeTest {

    @Test
    void theDoorIsOpenWhileRoutesRunAndTheQueueKeeps() {
        assertThat(new Intake(() -> true, () -> true).isOpen()).isTrue();
        assertThat(new Intake(() -> false, () -> true).isOpen()).isFalse();
        assertThat(new Intake(() -> true, () -> false).isOpen()).isFalse();
    }

    @Test
    void healthSaysWhyItIsClosedAndWhatToDo() {
        Health routes = new Intake(() -> false, () -> true).health();
        Health queue = new Intake(() -> true, () -> false).health();

        assertThat(new Intake(() -> true, () -> true).health().getStatus()).isEqualTo(Status.UP);
        assertThat(routes.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(routes.getDetails()).containsKeys("reason", "action");
        assertThat(queue.getDetails()).containsKeys("reason", "action");
    }
}
