package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Optional;

/** When an event was accepted, by its field {@code receivedAt}. */
public final class ReceivedAt {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ReceivedAt() {}

    /** The time in the JSON of an event; empty if it has none that can be read. */
    public static Optional<Instant> of(String json) {
        try {
            return SegmentTime.parse(MAPPER.readTree(json).path("receivedAt").textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
