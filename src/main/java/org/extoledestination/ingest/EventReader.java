package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentTime;

/** Makes one sound {@link SegmentEvent} of one JSON object, or says why it cannot. */
final class EventReader {

    /** Source: Segment's spec, "messageId": at most 100 characters. */
    private static final int LONGEST_MESSAGE_ID = 100;

    /** Later than this, a year has five digits, which nobody reads. */
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final long maxEventBytes;

    EventReader(long maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * What is known of an event apart from its own JSON.
     *
     * @param envelope the batch around it, whose context, integrations and sentAt it inherits; empty if it came alone
     * @param type the type that the path implies
     * @param messageId the id it gets if it has none
     */
    record Around(
            String source,
            Door door,
            Instant receivedAt,
            Optional<ObjectNode> envelope,
            Optional<EventType> type,
            String messageId) {}

    SegmentEvent read(JsonNode item, Around around) throws DiscardedException {
        if (!(item instanceof ObjectNode event)) {
            throw new DiscardedException(Discard.BAD_REQUEST);
        }
        EventType type = type(event, around);
        Optional<String> name = type == EventType.TRACK ? Optional.of(name(event)) : Optional.empty();
        requireObject(event, "properties", Discard.PROPERTIES_NOT_OBJECT);
        requireObject(event, "traits", Discard.TRAITS_NOT_OBJECT);
        around.envelope().ifPresent(envelope -> inherit(event, envelope));
        Person person = person(event, type);
        String messageId = messageId(event, around);

        event.remove("writeKey");
        event.put("type", type.word());
        event.put("messageId", messageId);
        setTimes(event, around);
        String json = SegmentJson.write(event);
        if (json.length() > maxEventBytes || json.getBytes(StandardCharsets.UTF_8).length > maxEventBytes) {
            throw new DiscardedException(Discard.EVENT_TOO_LARGE);
        }
        return new SegmentEvent(around.source(), type, messageId, name, person, json);
    }

    private static EventType type(ObjectNode event, Around around) throws DiscardedException {
        Optional<EventType> type = around.type();
        if (type.isEmpty()) {
            type = event.path("type").isTextual()
                    ? EventType.of(event.path("type").textValue())
                    : Optional.empty();
        }
        if (type.isEmpty() || (type.get() == EventType.DELETE && !around.door().isTrusted())) {
            throw new DiscardedException(Discard.BAD_REQUEST);
        }
        return type.get();
    }

    private static String name(ObjectNode event) throws DiscardedException {
        JsonNode name = event.path("event");
        if (name.isMissingNode() || name.isNull()) {
            throw new DiscardedException(Discard.EVENT_NOT_DEFINED);
        }
        if (!name.isTextual() || name.textValue().isBlank()) {
            throw new DiscardedException(Discard.EVENT_NOT_STRING);
        }
        return name.textValue();
    }

    private static void requireObject(ObjectNode event, String field, Discard discard) throws DiscardedException {
        JsonNode node = event.path(field);
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw new DiscardedException(discard);
        }
    }

    /** Source: Segment's HTTP API page: context and integrations of a batch are merged into every item. */
    private static void inherit(ObjectNode event, ObjectNode envelope) {
        for (String field : new String[] {"context", "integrations"}) {
            if (envelope.get(field) instanceof ObjectNode shared) {
                if (event.get(field) instanceof ObjectNode own) {
                    merge(own, shared);
                } else {
                    event.set(field, shared.deepCopy());
                }
            }
        }
        if (!event.hasNonNull("sentAt") && envelope.hasNonNull("sentAt")) {
            event.set("sentAt", envelope.get("sentAt"));
        }
    }

    private static void merge(ObjectNode own, ObjectNode shared) {
        for (Map.Entry<String, JsonNode> field : shared.properties()) {
            JsonNode mine = own.get(field.getKey());
            if (mine == null) {
                own.set(field.getKey(), field.getValue().deepCopy());
            } else if (mine instanceof ObjectNode mineToo && field.getValue() instanceof ObjectNode theirs) {
                merge(mineToo, theirs);
            }
        }
    }

    private static Person person(ObjectNode event, EventType type) throws DiscardedException {
        Optional<String> userId = id(event, "userId");
        Optional<String> anonymousId = id(event, "anonymousId");
        if (type == EventType.DELETE && userId.isEmpty()) {
            throw new DiscardedException(Discard.ID_REQUIRED);
        }
        if (userId.isPresent()) {
            return Person.ofUserId(userId.get());
        }
        Optional<String> email = email(event);
        if (email.isPresent()) {
            return Person.ofEmail(email.get());
        }
        return Person.ofAnonymousId(anonymousId.orElseThrow(() -> new DiscardedException(Discard.NO_USER_ANON_ID)));
    }

    private static Optional<String> id(ObjectNode event, String field) throws DiscardedException {
        JsonNode id = event.path(field);
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        if (!id.isTextual() || id.textValue().isEmpty()) {
            throw new DiscardedException(Discard.ID_NOT_STRING);
        }
        return Optional.of(id.textValue());
    }

    private static Optional<String> email(ObjectNode event) {
        for (JsonNode place : new JsonNode[] {
            event.path("traits"),
            event.path("properties"),
            event.path("context").path("traits")
        }) {
            JsonNode email = place.path("email");
            if (email.isTextual() && !email.textValue().isBlank()) {
                return Optional.of(email.textValue());
            }
        }
        return Optional.empty();
    }

    private static String messageId(ObjectNode event, Around around) throws DiscardedException {
        JsonNode id = event.path("messageId");
        if (id.isMissingNode()
                || id.isNull()
                || (id.isTextual() && id.textValue().isBlank())) {
            return around.messageId();
        }
        if (!id.isTextual()
                || id.textValue().length() > LONGEST_MESSAGE_ID
                || id.textValue().chars().anyMatch(Character::isISOControl)) {
            throw new DiscardedException(Discard.BAD_REQUEST);
        }
        return id.textValue();
    }

    /**
     * Source: Segment's spec, "timestamps": timestamp = receivedAt - (sentAt - originalTimestamp). An event that
     * Segment itself delivers has been through this already.
     */
    private static void setTimes(ObjectNode event, Around around) {
        Optional<Instant> timestamp = time(event, "timestamp");
        if (around.door().isTrusted()
                && timestamp.isPresent()
                && time(event, "receivedAt").isPresent()) {
            return;
        }
        Instant receivedAt = around.receivedAt();
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
