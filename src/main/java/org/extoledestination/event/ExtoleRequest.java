package org.extoledestination.event;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call to Extole's server API.
 *
 * @param operation which call
 * @param body what is sent, before it becomes JSON
 */
public record ExtoleRequest(Operation operation, Map<String, Object> body) {

    /** The calls that this application makes. Source: Extole's "Integration API - Server to Extole". */
    public enum Operation {
        /** {@code POST /v6/async-events}: queued at Extole, without a rate limit of its own. */
        ASYNC_EVENT("async-event"),
        /** {@code POST /v6/events}: the person is resolved before the answer. */
        EVENT("event"),
        /** {@code POST /v4/erasures}. */
        ERASURE("erasure");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        /** The word that routes compare with. */
        public String word() {
            return word;
        }
    }

    /** The wrapper form of an event: {@code event_name}, {@code event_time} in UTC with milliseconds, {@code data}. */
    public static ExtoleRequest event(Operation operation, ExtoleEvent event) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("event_name", event.name());
        body.put("event_time", SegmentTime.format(event.time()));
        body.put("data", event.data());
        return new ExtoleRequest(operation, body);
    }

    /**
     * The erasure of a person.
     *
     * @param key {@code partner_user_id} or {@code email}
     */
    public static ExtoleRequest erasure(String key, String value, String note) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(key, value);
        body.put("note", note);
        return new ExtoleRequest(Operation.ERASURE, body);
    }
}
