package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a batch passes to each of its events. Source: Segment's HTTP API page: context and integrations are
 * merged into every item. A field of the item overrides that of the batch. A {@code timestamp} of the batch is not
 * passed: old libraries write the time of sending there.
 */
record Envelope(
        @Nullable JsonNode context,
        @Nullable JsonNode integrations,
        @Nullable JsonNode sentAt) {

    /** Around an event that came alone. */
    static final Envelope NONE = new Envelope(null, null, null);

    static Envelope of(ObjectNode batch) {
        return new Envelope(batch.get("context"), batch.get("integrations"), batch.get("sentAt"));
    }

    /** How many bytes it hands down to each event. */
    int size() {
        return size(context) + size(integrations) + size(sentAt);
    }

    private static int size(@Nullable JsonNode shared) {
        return shared == null ? 0 : Growth.bytes(shared.toString());
    }

    /** Changes {@code event}, but nothing inside of it. */
    void handDownTo(ObjectNode event) {
        handDown(event, "context", context);
        handDown(event, "integrations", integrations);
        if (sentAt != null && !event.hasNonNull("sentAt")) {
            event.set("sentAt", sentAt);
        }
    }

    /** A batch of this event alone that hands down the same; the event itself if that is nothing. */
    JsonNode around(JsonNode event) {
        if (equals(NONE)) {
            return event;
        }
        ObjectNode batch = Json.object();
        handDownTo(batch);
        return batch.set("batch", Json.object().arrayNode().add(event));
    }

    private static void handDown(ObjectNode event, String field, @Nullable JsonNode shared) {
        if (shared instanceof ObjectNode theirs) {
            event.set(field, event.get(field) instanceof ObjectNode own ? merged(own, theirs) : theirs);
        }
    }

    private static ObjectNode merged(ObjectNode own, ObjectNode shared) {
        ObjectNode merged = Json.object();
        merged.setAll(shared);
        for (Map.Entry<String, JsonNode> field : own.properties()) {
            JsonNode value = field.getValue();
            merged.set(
                    field.getKey(),
                    value instanceof ObjectNode mine && shared.get(field.getKey()) instanceof ObjectNode theirs
                            ? merged(mine, theirs)
                            : value);
        }
        return merged;
    }
}
