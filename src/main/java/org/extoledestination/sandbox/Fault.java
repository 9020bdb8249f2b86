package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A misbehaviour asked for through {@code POST /__sandbox/faults}.
 *
 * @param path start of the paths it strikes; null for all
 * @param match text the body must contain; null for any body
 * @param next how many matching requests it strikes before it ends
 * @param every strikes each n-th matching request
 * @param retryAfter value of {@code Retry-After}, sent as it is, valid or not
 * @param body what to answer instead of Extole's error envelope
 * @param delayMillis wait before anything else happens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
@JsonPropertyOrder({"path", "match", "next", "every", "status", "code", "retryAfter", "body", "delayMillis", "action"})
record Fault(
        @Nullable String path,
        @Nullable String match,
        @Nullable Integer next,
        @Nullable Integer every,
        @Nullable Integer status,
        @Nullable String code,
        @Nullable String retryAfter,
        @Nullable String body,
        @Nullable Integer delayMillis,
        @Nullable Action action) {

    enum Action {
        /** No fault but its delay. */
        @JsonProperty("process")
        PROCESS,
        @JsonProperty("answer")
        ANSWER,
        @JsonProperty("reset")
        RESET,
        @JsonProperty("nothing")
        NOTHING,
        @JsonProperty("hang")
        HANG,
        @JsonProperty("process-then-answer")
        PROCESS_THEN_ANSWER,
        @JsonProperty("malformed")
        MALFORMED,
        @JsonProperty("empty")
        EMPTY,
        @JsonProperty("extra-fields")
        EXTRA_FIELDS
    }

    private static final Map<Integer, String> USUAL_CODES = Map.of(
            400, "event_blocked",
            401, "method_unauthorized",
            402, "payment_required",
            403, "access_denied",
            404, "method_not_found",
            405, "method_not_allowed",
            415, "unsupported_media_type",
            423, "batch_job_locked",
            429, "too_many_requests");

    Action effect() {
        if (action != null) {
            return action;
        }
        return answers() ? Action.ANSWER : Action.PROCESS;
    }

    boolean isPointless() {
        return action == null && !answers() && delayMillis == null;
    }

    boolean strikes(Call call) {
        return (path == null || call.path().startsWith(path))
                && (match == null || call.bodyText().contains(match));
    }

    long delay() {
        return delayMillis == null ? 0 : delayMillis;
    }

    Answer answer() {
        int answered = status == null ? 500 : status;
        if (body != null) {
            return Answer.literal(answered, body).withRetryAfter(retryAfter);
        }
        String reason = code == null ? USUAL_CODES.getOrDefault(answered, "software_error") : code;
        return Answer.error(answered, reason, "A fault asked for this answer.", Map.of())
                .withRetryAfter(retryAfter);
    }

    Answer malformed() {
        String text = body == null ? "<html>This is no JSON" : body;
        return Answer.literal(status == null ? 200 : status, text).withRetryAfter(retryAfter);
    }

    Answer empty() {
        return Answer.empty(status == null ? 204 : status).withRetryAfter(retryAfter);
    }

    private boolean answers() {
        return status != null || code != null || body != null || retryAfter != null;
    }
}
