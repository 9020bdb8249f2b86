package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.WellFormed;

/** Makes one valid {@link SegmentEvent} of one JSON object, or says why it cannot. */
final class EventReader {

    /** Source: Segment's spec, "messageId": at most 100 characters. */
    private static final int LONGEST_MESSAGE_ID = 100;

    /** A character of Java is at most three bytes of UTF-8. */
    private static final int MOST_BYTES = 3;

    private final long maxEventBytes;
    private final PersonReader persons;
    private final EventTimes times;

    /** {@code doubt} is notified of implausible times. */
    EventReader(long maxEventBytes, PersonKeys keys, EventTimes.Doubt doubt) {
        this.maxEventBytes = maxEventBytes;
        this.persons = new PersonReader(keys);
        this.times = new EventTimes(doubt);
    }

    /** The same for events of any size, whose times nobody doubts. */
    EventReader ofAnySize() {
        return new EventReader(Long.MAX_VALUE, persons.keys(), EventTimes.Doubt.NONE);
    }

    /** The same reader with another observer of implausible times. */
    EventReader hearing(EventTimes.Doubt doubt) {
        return new EventReader(maxEventBytes, persons.keys(), doubt);
    }

    /**
     * The context of an event outside its own JSON.
     *
     * @param byWriteKey whether it came with a write key, which anybody may have
     * @param happenedAt when an event that names no time happened
     * @param type the type that the path implies
     */
    record Around(
            String source,
            Door door,
            boolean byWriteKey,
            Instant receivedAt,
            Instant happenedAt,
            Envelope envelope,
            Optional<EventType> type) {

        Around(String source, Door door, Instant receivedAt, Envelope envelope, Optional<EventType> type) {
            this(source, door, door == Door.TRACKING, receivedAt, receivedAt, envelope, type);
        }
    }

    /**
     * Reads {@code item} and leaves it as it is.
     *
     * @param newId gives the id of an event that has none
     * @throws DiscardedException if it is not valid, or we fail on it
     */
    SegmentEvent read(JsonNode item, Around around, Supplier<String> newId) throws DiscardedException {
        try {
            return sound(item, around, newId);
        } catch (RuntimeException | StackOverflowError e) {
            Unforeseen.tell(e);
            throw new DiscardedException(Discard.UNREADABLE);
        }
    }

    private SegmentEvent sound(JsonNode item, Around around, Supplier<String> newId) throws DiscardedException {
        if (!(item instanceof ObjectNode own)) {
            throw new DiscardedException(Discard.NOT_AN_OBJECT);
        }
        EventType type = type(own, around);
        Optional<String> name = type == EventType.TRACK ? Optional.of(name(own)) : Optional.empty();
        requireObject(own, "properties", Discard.PROPERTIES_NOT_OBJECT);
        requireObject(own, "traits", Discard.TRAITS_NOT_OBJECT);
        ObjectNode event = Json.object();
        event.setAll(own);
        around.envelope().handDownTo(event);
        PersonReader.removeNoIds(event);
        // Also if only the path names it, because the person depends on the type.
        event.put("type", type.word());
        Person person = persons.person(event, type);
        String messageId = messageId(event, newId);

        if (around.door() == Door.SUBSCRIPTION) {
            believeInTheChoice(event);
        }
        if (around.byWriteKey()) {
            mark(event);
        }
        event.remove("writeKey");
        event.put("messageId", messageId);
        times.correct(event, type, around);
        String json = WellFormed.text(Json.write(event));
        requireSize(json, own);
        return new SegmentEvent(
                around.source(),
                type,
                messageId,
                name,
                person,
                json,
                around.door().word());
    }

    /**
     * Whoever calls a subscription has heeded {@code All} already, and may know us by another name: Engage and replays
     * write {@code {"All": false, "Webhooks (Actions)": true}} for a webhook.
     */
    private static void believeInTheChoice(ObjectNode event) {
        if (event.get("integrations") instanceof ObjectNode integrations && integrations.has("All")) {
            event.set("integrations", integrations.deepCopy().without("All"));
        }
    }

    /** What Engage says is not undone by somebody who has found a write key in a web page. */
    private static void mark(ObjectNode event) {
        if (event.get("context") instanceof ObjectNode context
                && context.get("personas") instanceof ObjectNode personas) {
            ObjectNode marked = Json.object();
            marked.setAll(personas);
            marked.put(Computation.BY_WRITE_KEY, true);
            ObjectNode copy = Json.object();
            copy.setAll(context);
            event.set("context", copy.set("personas", marked));
        }
    }

    private static EventType type(ObjectNode event, Around around) throws DiscardedException {
        Optional<EventType> type = around.type();
        if (type.isEmpty()) {
            type = typeOf(event, around.door());
        }
        if (type.isEmpty()) {
            throw new DiscardedException(Discard.UNKNOWN_TYPE);
        }
        if (type.get() == EventType.DELETE && !around.door().isTrusted()) {
            throw new DiscardedException(Discard.DELETE_AT_WRONG_DOOR);
        }
        return type.get();
    }

    /**
     * The type that an event names. Extole's page on Segment shows a delete request that holds nothing but the user's id:
     * whoever may delete may send it so.
     */
    static Optional<EventType> typeOf(JsonNode event, Door door) {
        if (door.isTrusted()
                && event.isObject()
                && event.size() == 1
                && event.path("userId").isTextual()) {
            return Optional.of(EventType.DELETE);
        }
        return Optional.ofNullable(event.path("type").textValue()).flatMap(EventType::of);
    }

    private static String name(ObjectNode event) throws DiscardedException {
        JsonNode name = event.path("event");
        if (name.isMissingNode() || name.isNull()) {
            throw new DiscardedException(Discard.EVENT_NOT_DEFINED);
        }
        if (!name.isTextual() || name.textValue().isBlank() || PersonReader.hasNul(name.textValue())) {
            throw new DiscardedException(Discard.EVENT_NOT_STRING);
        }
        return WellFormed.text(name.textValue());
    }

    private static void requireObject(ObjectNode event, String field, Discard discard) throws DiscardedException {
        JsonNode node = event.path(field);
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw new DiscardedException(discard);
        }
    }

    /**
     * The limit is for what the sender wrote; what a batch hands down and what we add is not its fault. But what is
     * handed down stands in each event, and thousands are in memory at once: so it is limited too.
     */
    private void requireSize(String json, ObjectNode own) throws DiscardedException {
        if (isLarger(json, 1) && (isLarger(json, 2) || isLarger(Json.write(own), 1))) {
            throw new DiscardedException(Discard.EVENT_TOO_LARGE);
        }
    }

    /** Whether so many bytes that a batch hands down make each of its events too large. */
    boolean isTooMuchFor(int handedDown) {
        return handedDown / 2 > maxEventBytes;
    }

    private boolean isLarger(String json, int times) {
        return json.length() * (long) MOST_BYTES / times > maxEventBytes && Growth.bytes(json) / times > maxEventBytes;
    }

    private static String messageId(ObjectNode event, Supplier<String> newId) throws DiscardedException {
        JsonNode id = event.path("messageId");
        if (id.isMissingNode()) {
            return newId.get();
        }
        if (!id.isTextual()
                || id.textValue().length() > LONGEST_MESSAGE_ID
                || id.textValue().chars().anyMatch(Character::isISOControl)) {
            throw new DiscardedException(Discard.UNSOUND_MESSAGE_ID);
        }
        return WellFormed.text(id.textValue());
    }
}
