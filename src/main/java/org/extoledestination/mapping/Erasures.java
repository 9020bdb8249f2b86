package org.extoledestination.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.BareText;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;

/**
 * Makes erasures of a deletion request: one by the user's id, and one by e-mail where Segment names it. Extole does not
 * say what a request with both keys means, so they go out apart.
 */
public final class Erasures {

    /** The erasures that stand for this event; at least the one by user id. */
    public List<ExtoleRequest> requests(Map<String, Object> event) {
        String note = "Segment delete " + event.get("messageId");
        List<ExtoleRequest> requests = new ArrayList<>();
        requests.add(ExtoleRequest.erasure("partner_user_id", String.valueOf(event.get("userId")), note));
        email(event).ifPresent(email -> requests.add(ExtoleRequest.erasure("email", email, note)));
        return requests;
    }

    /**
     * Under which fingerprints something of the person may be kept here: by the user's id, by e-mail where Segment names
     * it, by anonymous id where it names that.
     */
    public List<String> persons(Map<String, Object> event) {
        List<Person> persons = new ArrayList<>();
        persons.add(Person.ofUserId(String.valueOf(event.get("userId"))));
        email(event).map(Person::ofEmail).ifPresent(persons::add);
        if (event.get("anonymousId") instanceof String anonymousId && !anonymousId.isEmpty()) {
            persons.add(Person.ofAnonymousId(anonymousId));
        }
        return persons.stream().map(Person::fingerprint).toList();
    }

    private static Optional<String> email(Map<String, Object> event) {
        return text(event)
                .or(() -> text(event.get("traits")))
                .or(() -> text(event.get("properties")))
                .or(() -> event.get("context") instanceof Map<?, ?> context
                        ? text(context.get("traits"))
                        : Optional.empty());
    }

    private static Optional<String> text(@org.jspecify.annotations.Nullable Object holder) {
        return holder instanceof Map<?, ?> map && map.get("email") instanceof String email && !email.isBlank()
                ? Optional.of(BareText.of(email))
                : Optional.empty();
    }
}
