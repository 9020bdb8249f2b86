package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExtoleEventTest {
    private static final Instant TIME = Instant.parse("2026-03-02T09:00:00Z");

    @Test
    void blankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExtoleEvent(" ", TIME, Map.of()))
                .withMessage("name is expected not to be blank");
    }

    @Test
    void dataKeepsItsOrderAndItsNulls() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("plan", null);
        data.put("email", "mia@example.com");

        ExtoleEvent actual = new ExtoleEvent("identify", TIME, data);

        assertThat(actual.data()).containsExactlyEntriesOf(data);
    }

    @Test
    void nothingChangesTheDataAfterwards() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        ExtoleEvent event = new ExtoleEvent("identify", TIME, data);

        data.put("plan", "free");

        assertThat(event.data()).isEmpty();
        assertThatThrownBy(() -> event.data().put("plan", "free")).isInstanceOf(UnsupportedOperationException.class);
    }
}
