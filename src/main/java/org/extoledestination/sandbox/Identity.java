package org.extoledestination.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a message's person, strongest first (Extole, "Integration prehandlers"). The anonymous id is no key of
 * Extole's own; it stands last so that the events of one anonymous visitor stay together.
 */
record Identity(
        @Nullable String personId,
        @Nullable String email,
        @Nullable String partnerUserId,
        @Nullable String anonymousId) {

    static Identity of(ObjectNode data) {
        return new Identity(
                Json.text(data, "person_id"),
                email(Json.text(data, Person.EMAIL)),
                Json.text(data, Person.PARTNER_USER_ID),
                Json.text(data, "partner_anonymous_id"));
    }

    static @Nullable String email(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }
}
