package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.extoledestination.edit.routes.Rehearsed;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;

/**
 * Makes erasures of a deletion request: one by the user's id, and one by each valid e-mail address that it names. Extole
 * does not say what a request with both keys means, so they go out apart.
 */
public final class Erasures {

    private final PersonKeys keys;

    /** {@code keys} says where a request names its person. */
    public Erasures(PersonKeys keys) {
        this.keys = keys;
    }

    /**
     * The erasures that stand for this event, at least one.
     *
     * @throws UnmappableEventException if it names nobody whom Extole could find
     */
    @Rehearsed
    public List<ExtoleRequest> requests(Map<String, Object> event) {
        String note = "Segment delete " + event.get("messageId");
        List<ExtoleRequest> requests = new ArrayList<>();
        keys.find(PersonKeys.Key.USER_ID, event)
                .ifPresent(id -> requests.add(ExtoleRequest.erasure("partner_user_id", id, note)));
        keys.emails(event).forEach(email -> requests.add(ExtoleRequest.erasure("email", email, note)));
        if (requests.isEmpty()) {
            throw new UnmappableEventException(
                    "missing_field",
                    "The delete names neither a user id nor a sound e-mail address,"
                            + " so Extole could erase nobody. Send it with a 'userId'.");
        }
        return requests;
    }

    /**
     * Under which fingerprints something of the person may be kept here: by every key that the request names, the anonymous
     * id among them.
     */
    public List<String> persons(Map<String, Object> event) {
        return Stream.concat(
                        keys.known(event),
                        keys.find(PersonKeys.Key.ANONYMOUS_ID, event).map(Person::ofAnonymousId).stream())
                .map(Person::fingerprint)
                .toList();
    }
}
