package org.extoledestination.event;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One valid Segment event, as it waits in the queue.
 *
 * @param source the configured name of who sent it
 * @param type what kind of call it is
 * @param messageId Segment's id of the event, or the one given at ingest; unique within the source
 * @param name the event name of a track call
 * @param person whose event it is
 * @param json the event itself, with {@code type}, {@code messageId}, {@code receivedAt} and the right
 *     {@code timestamp}
 * @param door by which it came; empty where that is not known
 * @param trace the context (W3C traceparent) from which its trace goes on: the sender's until it is stored, then our own;
 *     empty: none
 */
public record SegmentEvent(
        String source,
        EventType type,
        String messageId,
        Optional<String> name,
        Person person,
        String json,
        String door,
        String trace) {

    /** One that brings no trace. */
    public SegmentEvent(
            String source,
            EventType type,
            String messageId,
            Optional<String> name,
            Person person,
            String json,
            String door) {
        this(source, type, messageId, name, person, json, door, "");
    }

    /** One of which it is not known by which door it came. */
    public SegmentEvent(
            String source, EventType type, String messageId, Optional<String> name, Person person, String json) {
        this(source, type, messageId, name, person, json, "");
    }

    /** The same whose trace goes on from elsewhere. */
    public SegmentEvent traced(String context) {
        return new SegmentEvent(source, type, messageId, name, person, json, door, context);
    }

    /** The door of one that comes in again because it was a dead letter. */
    public static final String REPLAY = "replay";

    /** The memory that an event takes besides its text, in bytes. */
    private static final int BESIDE = 512;

    /** Names of the message properties that go with an event through the queue. */
    public static final class Header {
        public static final String SOURCE = "segmentSource";
        public static final String TYPE = "segmentType";
        public static final String MESSAGE_ID = "segmentMessageId";
        public static final String EVENT = "segmentEvent";
        public static final String PERSON = "segmentPerson";
        /** Only while journeys are followed. */
        public static final String DOOR = "segmentDoor";
        /** Only while tracing is on. */
        public static final String TRACE = "segmentTrace";
        /** JMS' own property: messages of one group reach one consumer, in order. */
        public static final String GROUP = "JMSXGroupID";

        private Header() {}
    }

    /** About how many bytes of memory they take up together. */
    public static long weight(Collection<SegmentEvent> events) {
        return events.stream()
                .mapToLong(event -> event.json().length() + BESIDE)
                .sum();
    }

    /** The message properties that go with {@link #json()}; none of them names the person. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Header.SOURCE, source);
        headers.put(Header.TYPE, type.word());
        headers.put(Header.MESSAGE_ID, messageId);
        name.ifPresent(text -> headers.put(Header.EVENT, text));
        headers.put(Header.PERSON, person.fingerprint());
        headers.put(Header.GROUP, person.group());
        return headers;
    }
}
