package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.Optional;

/** When an event was accepted, by its field {@code receivedAt}. */
public final class ReceivedAt {

    private ReceivedAt() {}

    /** The time in the JSON of an event; empty if it has none that can be read. */
    public static Optional<Instant> of(String json) {
        try {
            return SegmentTime.parse(
                    SegmentJson.mapper().readTree(json).path("receivedAt").textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
