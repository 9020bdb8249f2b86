package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.extoledestination.event.SegmentTime;

/** When an event happened, by a clock that can be believed. */
final class EventTimes {

    /** Later than this, a year has five digits, which nobody reads. */
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private EventTimes() {}

    /**
     * Sets timestamp, originalTimestamp and receivedAt. Source: Segment's spec, "timestamps": timestamp = receivedAt -
     * (sentAt - originalTimestamp). An event that Segment itself delivers has been through this already.
     */
    static void correct(ObjectNode event, Door door, Instant receivedAt) {
        Optional<Instant> timestamp = time(event, "timestamp");
        if (door.isTrusted()
                && timestamp.isPresent()
                && time(event, "receivedAt").isPresent()) {
            return;
        }
        Optional<Instant> original = timestamp.or(() -> time(event, "originalTimestamp"));
        Instant right = original.map(when -> withoutSkew(when, time(event, "sentAt"), receivedAt))
                .orElse(receivedAt);
        original.ifPresent(when -> event.put("originalTimestamp", SegmentTime.format(when)));
        event.put("timestamp", SegmentTime.format(right));
        event.put("receivedAt", SegmentTime.format(receivedAt));
    }

    private static Instant withoutSkew(Instant original, Optional<Instant> sentAt, Instant receivedAt) {
        return sentAt.map(sent -> receivedAt.minus(Duration.between(original, sent)))
                .filter(when -> when.isAfter(Instant.EPOCH) && when.isBefore(LATEST))
                .orElse(original);
    }

    private static Optional<Instant> time(ObjectNode event, String field) {
        return SegmentTime.parse(event.path(field).textValue());
    }
}
