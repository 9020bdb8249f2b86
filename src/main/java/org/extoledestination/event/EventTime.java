package org.extoledestination.event;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * When an event happened: its {@code timestamp}, else its {@code receivedAt}, if plausible; else now. Never later.
 *
 * @param clock tells what is now
 */
public record EventTime(Clock clock) {

    /** The moment itself. */
    public Instant of(Map<String, Object> event) {
        Instant now = clock.instant();
        return read(event, "timestamp", now)
                .or(() -> read(event, "receivedAt", now))
                .orElse(now);
    }

    private static Optional<Instant> read(Map<String, Object> event, String key, Instant now) {
        return SegmentTime.of(event.get(key)).flatMap(moment -> SegmentTime.believed(moment, now));
    }
}
