package org.extoledestination.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event as Extole's {@code POST /v6/async-events} takes it.
 *
 * @param name what happened, in Extole's words; never blank
 * @param time when it happened
 * @param data named values in mapping order, unmodifiable; a value is null only where Segment removed a trait
 */
public record ExtoleEvent(String name, Instant time, Map<String, @Nullable Object> data) {

    /**
     * Copies the data, so that nothing can change the event afterwards.
     *
     * @throws IllegalArgumentException when the name is blank
     */
    public ExtoleEvent {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is expected not to be blank");
        }
        Objects.requireNonNull(time, "time");
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
}
