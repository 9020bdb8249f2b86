package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.support.Persons;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErasuresTest {

    private final Erasures erasures = new Erasures(Persons.KEYS);

    /** Whatever names an e-mail as that of the person: an event of that person may be under it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "traits", "properties", "context.traits"})
    void aPersonIsErasedByTheEMailWhereverTheRequestNamesIt(String place) {
        Map<String, Object> email = Map.of("email", "mia@example.com");
        Map<String, Object> named = switch (place) {
            case "" -> Map.of("userId", "u", "messageId", "m", "email", "mia@example.com");
            case "context.traits" -> Map.of("userId", "u", "messageId", "m", "context", Map.of("traits", email));
            default -> Map.of("userId", "u", "messageId", "m", place, email);
        };

        assertThat(erasures.requests(named))
                .extracting(ExtoleRequest::body)
                .satisfiesExactly(
                        body -> assertThat(body).containsEntry("partner_user_id", "u"),
                        body -> assertThat(body).containsEntry("email", "mia@example.com"));
        assertThat(erasures.persons(named))
                .containsExactly(
                        Person.ofUserId("u").fingerprint(),
                        Person.ofEmail("mia@example.com").fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"traits", "properties"})
    void aPersonIsErasedByEveryEMailHoweverItsNameIsSpelled(String place) {
        Map<String, Object> named = Map.of(
                "messageId",
                "m",
                place,
                Map.of("email", "one@b.co", "Email", "two@b.co", "E-Mail", "ONE@b.co", "EMAIL", "none"));

        assertThat(erasures.requests(named))
                .extracting(request -> request.body().get("email"))
                .usingElementComparator((one, other) -> String.valueOf(one).compareToIgnoreCase(String.valueOf(other)))
                .containsExactlyInAnyOrder("one@b.co", "two@b.co");
        assertThat(erasures.persons(named))
                .containsExactlyInAnyOrder(
                        Person.ofEmail("one@b.co").fingerprint(),
                        Person.ofEmail("two@b.co").fingerprint());
    }
}
