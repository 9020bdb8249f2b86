package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event taken in; its person stays null until the event is resolved. */
@JsonPropertyOrder({"event_id", "event_name", "event_time", "data", "person_id", "duplicate", "received_at"})
final class EventRecord {
    private final String eventId = Ids.next();
    private final String eventName;
    private final String eventTime;
    private final ObjectNode data;
    private final boolean duplicate;
    private final Instant receivedAt = Instant.now();
    private volatile @Nullable String personId;

    EventRecord(String eventName, String eventTime, ObjectNode data, boolean duplicate) {
        this.eventName = eventName;
        this.eventTime = eventTime;
        this.data = data;
        this.duplicate = duplicate;
    }

    void belongsTo(String id) {
        personId = id;
    }

    @JsonGetter
    String eventId() {
        return eventId;
    }

    @JsonGetter
    String eventName() {
        return eventName;
    }

    @JsonGetter
    String eventTime() {
        return eventTime;
    }

    @JsonGetter
    ObjectNode data() {
        return data;
    }

    @JsonGetter
    @Nullable
    String personId() {
        return personId;
    }

    @JsonGetter
    boolean duplicate() {
        return duplicate;
    }

    @JsonGetter
    String receivedAt() {
        return Times.write(receivedAt);
    }
}
