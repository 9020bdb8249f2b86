package org.extoledestination.mapping;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.SegmentTime;

/** When an event happened: Segment's {@code timestamp}, else {@code receivedAt}, else now. */
record EventTime(Clock clock) {

    Instant of(Map<String, Object> event) {
        return read(event, "timestamp").or(() -> read(event, "receivedAt")).orElseGet(clock::instant);
    }

    private static Optional<Instant> read(Map<String, Object> event, String key) {
        return event.get(key) instanceof String text ? SegmentTime.parse(text) : Optional.empty();
    }
}
