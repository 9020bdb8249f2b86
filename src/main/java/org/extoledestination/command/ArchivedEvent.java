package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.SegmentTime;

/**
 * One event as it stands in a file.
 *
 * @param number its place in the file, from 1; each event of a batch counts
 * @param line the line on which it stands, or its batch
 * @param messageId Segment's id of it; empty if it has none that could be printed
 * @param time when it happened, if it says so
 * @param json the event on one line, in a batch of one if it inherits from a batch; empty if it cannot be read
 * @param fault why it cannot be sent
 */
record ArchivedEvent(
        long number, long line, String messageId, Optional<Instant> time, String json, Optional<Fault> fault) {

    /** Many times what an instance takes, and a small part of what it takes in one request. */
    private static final int LONGEST = 1024 * 1024;

    private static final int LONGEST_PRINTED_ID = 100;

    /**
     * Why an event is refused.
     *
     * @param code a code of Segment's
     * @param message a sentence that holds nothing of the event
     */
    record Fault(String code, String message) {}

    /** What cannot be read. */
    static ArchivedEvent faulty(long number, long line, String code, String message) {
        return new ArchivedEvent(number, line, "", Optional.empty(), "", Optional.of(new Fault(code, message)));
    }

    /**
     * The events of a value: itself, or each item of a batch with what it inherits.
     *
     * @param before the number of the last event before
     * @param text the value as it stands in the file; empty if that is not one line
     */
    static List<ArchivedEvent> of(long before, long line, JsonNode value, String text) {
        if (!(value instanceof ObjectNode root) || !(root.get("batch") instanceof ArrayNode items)) {
            return List.of(one(before + 1, line, value, text.isEmpty() ? value.toString() : text));
        }
        ObjectNode envelope = root.retain("context", "integrations", "sentAt");
        List<ArchivedEvent> events = new ArrayList<>(items.size());
        for (JsonNode item : items) {
            String json = envelope.isEmpty() ? item.toString() : alone(item, envelope);
            events.add(one(before + events.size() + 1, line, item, json));
        }
        return events;
    }

    private static String alone(JsonNode item, ObjectNode envelope) {
        ObjectNode batch = ArchiveJson.MAPPER.createObjectNode().setAll(envelope);
        batch.putArray("batch").add(item);
        return batch.toString();
    }

    private static ArchivedEvent one(long number, long line, JsonNode event, String json) {
        Optional<Fault> fault = json.length() <= LONGEST
                ? Optional.empty()
                : Optional.of(new Fault("event_too_large", "The event is larger than a single event may be."));
        Optional<Instant> time = Stream.of("timestamp", "originalTimestamp", "receivedAt")
                .flatMap(field -> SegmentTime.of(event.path(field)).stream())
                .findFirst();
        return new ArchivedEvent(number, line, messageId(event), time, fault.isEmpty() ? json : "", fault);
    }

    private static String messageId(JsonNode event) {
        String id = event.path("messageId").asText("");
        return id.length() > LONGEST_PRINTED_ID || id.chars().anyMatch(Character::isISOControl) ? "" : id;
    }
}
