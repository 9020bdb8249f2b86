package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;

/** Finds out whose event it is: by {@code userId}, else by e-mail address, else by {@code anonymousId}. */
final class PersonReader {

    private PersonReader() {}

    static Person person(ObjectNode event, EventType type) throws DiscardedException {
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
        if (!id.isTextual() || id.textValue().isEmpty() || hasNul(id.textValue())) {
            throw new DiscardedException(Discard.ID_NOT_STRING);
        }
        return Optional.of(WellFormed.text(id.textValue()));
    }

    /** PostgreSQL, among others, has no text with NUL. */
    static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
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
}
