package org.extoledestination.suppression;

import java.util.Map;
import java.util.stream.Stream;
import org.extoledestination.event.Person;
import org.jspecify.annotations.Nullable;

/** Everybody whom an event names by user id or e-mail, wherever Segment puts these. */
final class Identities {

    private Identities() {}

    static Stream<Person> of(Map<String, Object> event) {
        Object context = event.get("context");
        Stream<Person> user = event.get("userId") instanceof String id && !id.isEmpty()
                ? Stream.of(Person.ofUserId(id))
                : Stream.empty();
        return Stream.concat(
                user,
                Stream.of(
                                email(event),
                                email(event.get("traits")),
                                email(event.get("properties")),
                                context instanceof Map<?, ?> map ? email(map.get("traits")) : Stream.<Person>empty())
                        .flatMap(each -> each)
                        .distinct());
    }

    private static Stream<Person> email(@Nullable Object holder) {
        return holder instanceof Map<?, ?> map && map.get("email") instanceof String email && !email.isBlank()
                ? Stream.of(Person.ofEmail(email))
                : Stream.empty();
    }
}
