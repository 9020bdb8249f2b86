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

/** Takes batches apart. */
final class Batches {

    /** Many times what an instance takes, and a small part of what it takes in one request. */
    private static final int LONGEST_EVENT = 1024 * 1024;

    private static final int LONGEST_PRINTED_ID = 100;

    private Batches() {}

    /** The events of a value, numbered on from {@code before}: itself, or each item with what it inherits. */
    static List<ArchivedEvent> events(ArchivedValue value, long before) {
        if (value.fault().isPresent()) {
            return List.of(new ArchivedEvent(before + 1, value.line(), "", Optional.empty(), "", value.fault()));
        }
        if (!(value.json() instanceof ObjectNode root) || !(root.get("batch") instanceof ArrayNode items)) {
            return List.of(
                    event(before + 1, value.line(), value.json(), value.text().orElseGet(value.json()::toString)));
        }
        ObjectNode envelope = root.retain("context", "integrations", "sentAt");
        List<ArchivedEvent> events = new ArrayList<>(items.size());
        for (JsonNode item : items) {
            String json = envelope.isEmpty() ? item.toString() : alone(item, envelope);
            events.add(event(before + events.size() + 1, value.line(), item, json));
        }
        return events;
    }

    private static String alone(JsonNode item, ObjectNode envelope) {
        ObjectNode batch = ArchiveJson.MAPPER.createObjectNode().setAll(envelope);
        batch.putArray("batch").add(item);
        return batch.toString();
    }

    private static ArchivedEvent event(long number, long line, JsonNode event, String json) {
        Optional<ArchivedEvent.Fault> fault = json.length() <= LONGEST_EVENT
                ? Optional.empty()
                : Optional.of(
                        new ArchivedEvent.Fault("event_too_large", "The event is larger than a single event may be."));
        return new ArchivedEvent(number, line, messageId(event), time(event), fault.isEmpty() ? json : "", fault);
    }

    private static String messageId(JsonNode event) {
        String id = event.path("messageId").asText("");
        return id.length() > LONGEST_PRINTED_ID || id.chars().anyMatch(Character::isISOControl) ? "" : id;
    }

    private static Optional<Instant> time(JsonNode event) {
        return Stream.of("timestamp", "originalTimestamp", "receivedAt")
                .flatMap(field -> SegmentTime.of(event.path(field)).stream())
                .findFirst();
    }
}
