package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to the client; an empty body stands for none. */
record Answer(int status, ByteBuffer body, @Nullable String retryAfter) {

    static Answer ok(Object value) {
        return new Answer(200, ByteBuffer.wrap(Json.write(value)), null);
    }

    static Answer of(int status, Object value) {
        return new Answer(status, ByteBuffer.wrap(Json.write(value)), null);
    }

    static Answer literal(int status, String body) {
        return new Answer(status, StandardCharsets.UTF_8.encode(body), null);
    }

    static Answer empty(int status) {
        return new Answer(status, ByteBuffer.allocate(0), null);
    }

    static Answer error(int status, String code, String message, Map<String, String> parameters) {
        return of(status, new Envelope(Ids.next(), status, code, message, parameters));
    }

    Answer withRetryAfter(@Nullable String value) {
        return new Answer(status, body, value);
    }

    @JsonPropertyOrder({"unique_id", "http_status_code", "code", "message", "parameters"})
    private record Envelope(
            String uniqueId, int httpStatusCode, String code, String message, Map<String, String> parameters) {}
}
