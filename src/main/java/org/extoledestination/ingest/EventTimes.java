package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentTime;

/**
 * When an event happened, corrected if its time is implausible.
 *
 * @param doubt is notified of an implausible time
 */
record EventTimes(Doubt doubt) {

    /** The treatment of an event with an unreadable or implausible time. */
    @FunctionalInterface
    interface Doubt {

        /** The event happened when it arrived; nobody is notified. */
        Doubt NONE = (around, isRead) -> {};

        /** It is not kept: of what is archived, now is never the right time. */
        Doubt REFUSED = new Doubt() {
            @Override
            public void tell(EventReader.Around around, boolean isRead) throws DiscardedException {
                throw new DiscardedException(Discard.BAD_TIMESTAMP);
            }

            @Override
            public void tellOfNone(EventReader.Around around) throws DiscardedException {
                throw new DiscardedException(Discard.NO_TIMESTAMP);
            }
        };

        /**
         * Says so, or throws.
         *
         * @param isRead whether the time is one that is read
         */
        void tell(EventReader.Around around, boolean isRead) throws DiscardedException;

        /** Hears of an archived event that names no time at all. */
        default void tellOfNone(EventReader.Around around) throws DiscardedException {}
    }

    private static final List<String> TIMES = List.of("timestamp", "originalTimestamp");
    private static final List<String> TIMES_OF_ARCHIVES =
            List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt");

    /** An event is not sent before it happens; what passes between the two looks at a clock may go either way. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /**
     * Sets timestamp, originalTimestamp and receivedAt. Source: Segment's spec, "timestamps": timestamp = receivedAt -
     * (sentAt - originalTimestamp). An event that Segment itself delivers has been through this already, and one that
     * another trusted sender hands on may have been on its way for hours: its own time is believed.
     */
    void correct(ObjectNode event, EventType type, EventReader.Around around) throws DiscardedException {
        Optional<Instant> received =
                around.door().isTrusted() ? believed(event, "receivedAt", around) : Optional.empty();
        Optional<Instant> timestamp = SegmentTime.of(event.path("timestamp"));
        if (received.isPresent() && timestamp.isPresent()) {
            handedOn(event, timestamp.get(), received.get(), around);
        } else {
            firstHand(event, type, timestamp, received.orElse(around.receivedAt()), around);
        }
        if (received.isEmpty() || isRequestOfNow(type, around.door())) {
            event.put("receivedAt", SegmentTime.format(around.receivedAt()));
        }
    }

    private void handedOn(ObjectNode event, Instant timestamp, Instant received, EventReader.Around around)
            throws DiscardedException {
        Optional<Instant> own = SegmentTime.believed(timestamp, received);
        Optional<Instant> right = own.or(() -> SegmentTime.of(event.path("originalTimestamp"))
                .flatMap(original -> SegmentTime.believed(original, received)));
        if (own.isEmpty()) {
            // An implausible time is kept for questions.
            event.set("originalTimestamp", event.get("timestamp"));
        }
        // The receipt in an archive is a time of that day, which is good enough.
        if (right.isEmpty() && around.door() != Door.FILE) {
            doubt.tell(around, true);
        }
        if (right.filter(timestamp::equals).isEmpty()
                || !event.path("timestamp").isTextual()) {
            event.put("timestamp", SegmentTime.format(right.orElse(received)));
        }
    }

    private void firstHand(
            ObjectNode event, EventType type, Optional<Instant> timestamp, Instant received, EventReader.Around around)
            throws DiscardedException {
        Optional<Instant> original = timestamp.or(() -> SegmentTime.of(event.path("originalTimestamp")));
        Optional<Instant> right = original.flatMap(when -> withoutSkew(when, event, around));
        // What cannot be read is kept for whoever asks why.
        original.map(when -> (JsonNode) TextNode.valueOf(SegmentTime.format(when)))
                .or(() -> said(event, TIMES))
                .ifPresent(time -> event.set("originalTimestamp", time));
        boolean isArchived = around.door() == Door.FILE;
        Optional<JsonNode> said = said(event, isArchived ? TIMES_OF_ARCHIVES : TIMES);
        if (right.isEmpty() && said.isPresent() && isDoubtful(said.get(), around.receivedAt())) {
            doubt.tell(around, SegmentTime.of(said.get()).isPresent());
        } else if (said.isEmpty() && isArchived && type != EventType.DELETE) {
            doubt.tellOfNone(around);
        }
        boolean isMended = !around.happenedAt().equals(around.receivedAt());
        event.put("timestamp", SegmentTime.format(right.orElse(isMended ? around.happenedAt() : received)));
    }

    /** What the event says first of when it was. */
    private static Optional<JsonNode> said(ObjectNode event, List<String> fields) {
        return fields.stream().map(event::path).filter(EventTimes::isSaid).findFirst();
    }

    private static boolean isSaid(JsonNode time) {
        return !time.isMissingNode()
                && !time.isNull()
                && (!time.isTextual() || !time.textValue().isBlank());
    }

    /** Whether something is said there that is no time, or none that can be believed at the moment {@code known}. */
    static boolean isDoubtful(JsonNode time, Instant known) {
        return isSaid(time)
                && SegmentTime.of(time)
                        .flatMap(when -> SegmentTime.believed(when, known))
                        .isEmpty();
    }

    /**
     * A deletion may have been on its way for hours, tried again and again. What was accepted here meanwhile is older than
     * its acceptance, and is to go too.
     */
    private static boolean isRequestOfNow(EventType type, Door door) {
        return type == EventType.DELETE && door != Door.FILE;
    }

    /** A sentAt of a clock that was never set, or of weeks ago, would move the event into another year. */
    private static Optional<Instant> withoutSkew(Instant original, ObjectNode event, EventReader.Around around) {
        Instant received = around.receivedAt();
        return Optional.of(event.path("sentAt"))
                .filter(sent -> !around.door().isTrusted())
                .flatMap(SegmentTime::of)
                .filter(sent -> !sent.isBefore(original.minus(SLACK)))
                .flatMap(sent -> SegmentTime.believed(received.minus(Duration.between(original, sent)), received))
                .or(() -> SegmentTime.believed(original, received));
    }

    private static Optional<Instant> believed(ObjectNode event, String field, EventReader.Around around) {
        return SegmentTime.of(event.path(field)).flatMap(when -> SegmentTime.believed(when, around.receivedAt()));
    }
}
