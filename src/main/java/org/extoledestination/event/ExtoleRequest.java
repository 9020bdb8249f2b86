package org.extoledestination.event;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call to Extole's server API.
 *
 * @param operation which call
 * @param body what is sent, before it becomes JSON
 * @param parameters names in the {@code data} of an event that came in by {@code rest}: PUBLIC parameters of the person
 * @param unique what two requests have in common of which Extole needs one; empty where each is needed
 */
public record ExtoleRequest(
        Operation operation, Map<String, Object> body, Set<String> parameters, Optional<String> unique) {

    /** The exchange property that says which call the request in hand is, by its {@linkplain Operation#word() word}. */
    public static final String OPERATION = "extoleOperation";

    /** Copies the names, so that nothing can change them afterwards. */
    public ExtoleRequest {
        parameters = Set.copyOf(parameters);
    }

    /** The calls that this application makes. Source: Extole's "Integration API - Server to Extole". */
    public enum Operation {
        /** Queued at Extole, without a rate limit of its own. */
        ASYNC_EVENT("async-event", "/v6/async-events"),
        /** The person is resolved before the answer. */
        EVENT("event", "/v6/events"),
        ERASURE("erasure", "/v4/erasures"),
        /** Finds and makes persons, writes their parameters. */
        PERSON("person", "/v5/persons");

        private final String word;
        private final String path;

        Operation(String word, String path) {
            this.word = word;
            this.path = path;
        }

        /** The path at Extole. */
        public String path() {
            return path;
        }

        /** The word that routes compare with. */
        public String word() {
            return word;
        }

        /** Whether it is one of the two that send an event. */
        public boolean isEvent() {
            return this == ASYNC_EVENT || this == EVENT;
        }

        /** The call of this word; the usual one if it is no call's. */
        public static Operation of(@Nullable String word) {
            return Stream.of(values())
                    .filter(call -> call.word.equals(word))
                    .findFirst()
                    .orElse(ASYNC_EVENT);
        }
    }

    /**
     * The request that is the body of a message.
     *
     * @throws MisplacedStepException if the body is no request: a step of the route stands before the mapping
     */
    public static ExtoleRequest of(@Nullable Object body) {
        if (body instanceof ExtoleRequest request) {
            return request;
        }
        throw new MisplacedStepException("The body is no request to Extole. Let this step, or the call of"
                + " direct:unique or direct:delivery, follow the mapping: `bean: {ref: mapping, method: map}`.");
    }

    /** An event without PUBLIC parameters. */
    public static ExtoleRequest event(Operation operation, ExtoleEvent event) {
        return event(operation, event, Set.of(), Optional.empty());
    }

    /**
     * The wrapper form of an event: {@code event_name}, {@code event_time} in UTC with milliseconds, {@code data}.
     *
     * @param parameters which of its data are PUBLIC parameters of the person
     * @param unique what a repeat of it has in common with it, if anything
     */
    public static ExtoleRequest event(
            Operation operation, ExtoleEvent event, Set<String> parameters, Optional<String> unique) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("event_name", event.name());
        body.put("event_time", SegmentTime.format(event.time()));
        body.put("data", event.data());
        return new ExtoleRequest(operation, body, parameters, unique);
    }

    /** The same without some of its PUBLIC parameters. */
    public ExtoleRequest without(Set<String> names) {
        Set<String> left = new HashSet<>(parameters);
        left.removeAll(names);
        Map<String, Object> less = new LinkedHashMap<>(body);
        if (body.get("data") instanceof Map<?, ?> data) {
            Map<Object, @Nullable Object> kept = new LinkedHashMap<>(data);
            kept.keySet().removeIf(name -> names.contains(String.valueOf(name)));
            less.put("data", kept);
        }
        return new ExtoleRequest(operation, less, left, unique);
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
        return new ExtoleRequest(Operation.ERASURE, body, Set.of(), Optional.empty());
    }
}
