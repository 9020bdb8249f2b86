package org.extoledestination.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.NoValue;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;

/** Finds out whose event it is, and lets nothing in that is nobody's. */
record PersonReader(PersonKeys keys) {

    private static final List<String> OF_PERSONS = List.of("userId", "anonymousId");
    private static final List<String> IDS = List.of("userId", "anonymousId", "messageId", "groupId", "previousId");

    /** Removes placeholders of ids: such an id would join all persons without one. */
    static void removeNoIds(ObjectNode event) {
        for (String id : IDS) {
            JsonNode value = event.get(id);
            if (value != null && (value.isNull() || (value.isTextual() && isAbsent(value.textValue())))) {
                event.remove(id);
            }
        }
    }

    Person person(ObjectNode event, EventType type) throws DiscardedException {
        for (String id : OF_PERSONS) {
            JsonNode value = event.get(id);
            if (value != null && (!value.isTextual() || hasNul(value.textValue()))) {
                throw new DiscardedException(Discard.ID_NOT_STRING);
            }
        }
        Optional<Person> person = type == EventType.DELETE
                // Extole erases by no other key.
                ? keys.known(event).findFirst()
                : keys.person(event);
        return person.orElseThrow(
                () -> new DiscardedException(type == EventType.DELETE ? Discard.ID_REQUIRED : Discard.NO_USER_ANON_ID));
    }

    /** NUL is no blank, but a fault that its sender should hear of. */
    private static boolean isAbsent(String id) {
        return NoValue.isNoId(id) && !hasNul(id);
    }

    /** PostgreSQL, among others, has no text with NUL. */
    static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
