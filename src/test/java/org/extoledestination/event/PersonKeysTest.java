package org.extoledestination.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What the settings may say; where persons are found without them is in OnePersonTest. */
class PersonKeysTest {

    private static PersonKeys keys(String setting, String value) {
        return new PersonKeys(
                PersonSettings.of(new Binder(new MapConfigurationPropertySource(Map.of(setting, value)))));
    }

    @Test
    void aPlaceOfOnesOwnTakesTheOthersPlace() {
        PersonKeys keys = keys("person.user-id", "properties.customer_id, userId");

        assertThat(keys.person(Map.of("userId", "u", "properties", Map.of("customerId", 7))))
                .contains(Person.ofUserId("7"));
        assertThat(keys.person(Map.of("properties", Map.of("partner_user_id", "u"))))
                .isEmpty();
    }

    @Test
    void anEventOfOnesOwnMayBeAboutSomebodyElse() {
        PersonKeys keys = keys("person.properties-of-others", "Friend Referred");
        Map<String, Object> friend = Map.of("email", "friend@example.com");

        assertThat(keys.emails(Map.of("event", "friend referred", "properties", friend)))
                .isEmpty();
        assertThat(keys.emails(Map.of("event", "Invite Sent", "properties", friend)))
                .isEqualTo(List.of("friend@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"properties..id", "$.properties.id", "traits[0]", " ", "a b"})
    void whatIsNoPlaceIsRefused(String place) {
        assertThatThrownBy(() -> keys("person.email", place))
                .isInstanceOf(BindException.class)
                .hasRootCauseMessage("email is expected to be a list of places in an event, names joined by dots:"
                        + " properties.customer_id");
    }
}
