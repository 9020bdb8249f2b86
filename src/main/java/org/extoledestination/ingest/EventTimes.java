package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentTime;

/** When an event happened, by a clock that can be believed. */
final class EventTimes {

    /** Later than this, a year has five digits, which nobody reads. */
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private EventTimes() {}

    /**
     * Sets timestamp, originalTimestamp and receivedAt. Source: Segment's spec, "timestamps": timestamp = receivedAt -
     * (sentAt - originalTimestamp). An event that Segment itself delivers has been through this already, and one that
     * another trusted sender hands on may have been on its way for hours: its own time is believed.
     */
    static void correct(ObjectNode event, EventType type, EventReader.Around around) {
        Optional<Instant> timestamp = time(event, "timestamp");
        boolean isCorrect = around.door().isTrusted()
                && timestamp.isPresent()
                && time(event, "receivedAt").isPresent();
        if (!isCorrect) {
            Optional<Instant> original = timestamp.or(() -> time(event, "originalTimestamp"));
            Optional<Instant> sentAt = around.door().isTrusted() ? Optional.empty() : time(event, "sentAt");
            Instant right = original.map(when -> withoutSkew(when, sentAt, around.receivedAt()))
                    .orElse(around.happenedAt());
            original.ifPresent(when -> event.put("originalTimestamp", SegmentTime.format(when)));
            event.put("timestamp", SegmentTime.format(right));
        }
        if (!isCorrect || isRequestOfNow(type, around.door())) {
            event.put("receivedAt", SegmentTime.format(around.receivedAt()));
        }
    }

    /**
     * A deletion may have been on its way for hours, tried again and again. What was accepted here meanwhile is older than
     * its acceptance, and is to go too.
     */
    private static boolean isRequestOfNow(EventType type, Door door) {
        return type == EventType.DELETE && door != Door.FILE;
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
