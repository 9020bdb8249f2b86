package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.extoledestination.deadletter.DeadLetter.State;
import org.extoledestination.deadletter.DeadLetterRows.Full;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.event.SegmentTime;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.jspecify.annotations.Nullable;

/** Dead letters as lines of JSON, which one instance writes and another can read. No number in an event is changed. */
record DeadLetterLines(ArchiveReader reader) {

    private static final JsonMapper JSON = SegmentJson.mapper();

    /** A line that holds no letter. */
    static final class NoLetterException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String code;

        NoLetterException(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** The letter with its event, without an end of line. Its number means nothing elsewhere and is not in it. */
    static String write(Full full) {
        DeadLetter letter = full.letter();
        try {
            ObjectNode line = JSON.createObjectNode();
            line.put("source", letter.source());
            line.put("messageId", letter.messageId());
            line.put("type", letter.type());
            line.put("event", letter.event());
            line.put("person", letter.person());
            line.put("reason", letter.reason());
            line.put("code", letter.code());
            line.put("detail", letter.detail());
            line.put("extoleStatus", letter.extoleStatus());
            line.put("extoleCode", letter.extoleCode());
            line.put("extoleUniqueId", letter.extoleUniqueId());
            line.put("since", letter.since().toString());
            line.put("state", letter.state());
            line.put("stateSince", letter.stateSince().toString());
            line.put("note", letter.note());
            line.put("replays", letter.replays());
            line.put(
                    "lastReplay",
                    letter.lastReplay() == null ? null : letter.lastReplay().toString());
            line.set("segment", JSON.readTree(full.segment().json()));
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The event of dead letter " + letter.id() + " is not JSON", e);
        }
    }

    /**
     * Reads a line. The event is checked as if it came in anew, and what is known of it is taken from it.
     *
     * @throws NoLetterException with a message that holds nothing of the event
     */
    Full read(String line, Instant now) throws NoLetterException {
        JsonNode root = parse(line);
        String source = source(root);
        SegmentEvent segment = segment(root, source);
        Instant since = time(root, "since").orElse(now);
        boolean discarded = State.DISCARDED.word().equals(root.path("state").textValue());
        DeadLetter letter = new DeadLetter(
                0,
                source,
                segment.messageId(),
                segment.type().word(),
                segment.name().orElse(null),
                segment.person().fingerprint(),
                reason(root),
                root.path("code").asText(""),
                required(root, "detail"),
                root.path("extoleStatus").isInt() ? root.path("extoleStatus").intValue() : null,
                root.path("extoleCode").textValue(),
                root.path("extoleUniqueId").textValue(),
                since,
                (discarded ? State.DISCARDED : State.DEAD).word(),
                now,
                root.path("note").textValue(),
                null,
                Math.max(0, root.path("replays").asInt()),
                time(root, "lastReplay").orElse(null));
        return new Full(letter, segment);
    }

    private static JsonNode parse(String line) throws NoLetterException {
        try {
            JsonNode root = JSON.readTree(line);
            if (root instanceof ObjectNode) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw new NoLetterException("not_json", "The line is not JSON.");
        }
        throw new NoLetterException("not_a_letter", "The line is not an object that 'dead-letters export' wrote.");
    }

    private String source(JsonNode root) throws NoLetterException {
        String source = required(root, "source");
        try {
            return reader.source(source);
        } catch (RefusedException e) {
            throw new NoLetterException(
                    "unknown_source", "Its 'source' is not one of ingest.sources here, or is switched off.");
        }
    }

    private SegmentEvent segment(JsonNode root, String source) throws NoLetterException {
        JsonNode segment = root.path("segment");
        String messageId = required(root, "messageId");
        if (!messageId.equals(segment.path("messageId").textValue())) {
            throw new NoLetterException("not_a_letter", "The 'messageId' of its 'segment' is another, or none.");
        }
        try {
            return reader.again(segment.toString(), source, messageId);
        } catch (RefusedException e) {
            throw new NoLetterException(e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static String reason(JsonNode root) throws NoLetterException {
        String reason = required(root, "reason");
        if (!Reason.WORDS.contains(reason)) {
            throw new NoLetterException("not_a_letter", "Its 'reason' is no known one.");
        }
        return reason;
    }

    private static String required(JsonNode root, String name) throws NoLetterException {
        @Nullable String text = root.path(name).textValue();
        if (text == null || text.isBlank()) {
            throw new NoLetterException("not_a_letter", "It has no text in '" + name + "'.");
        }
        return text;
    }

    private static Optional<Instant> time(JsonNode root, String name) {
        return SegmentTime.parse(root.path(name).textValue());
    }
}
