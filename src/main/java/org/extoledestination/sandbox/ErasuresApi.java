package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Forgets persons; a person who comes back is a new one (Extole, "Right to erasure"). */
final class ErasuresApi {
    private static final String COMPLETED = "COMPLETED";

    @JsonPropertyOrder({"id", "status", "note", "created_date"})
    private record View(String id, String status, @Nullable String note, String createdDate) {}

    /** Extole completes the erasure of somebody it does not know just the same. */
    Object erase(World world, Call call) {
        ObjectNode request = call.object();
        String partnerUserId = Json.text(request, Person.PARTNER_USER_ID);
        String email = Identity.email(Json.text(request, Person.EMAIL));
        check(partnerUserId, email);
        String note = Json.text(request, "note");
        String created = Times.now();
        world.people().erase(partnerUserId, email);
        world.erasures().add(new ErasureRecord(partnerUserId, email, note, COMPLETED, created));
        return new View(Ids.next(), COMPLETED, note, created);
    }

    private static void check(@Nullable String partnerUserId, @Nullable String email) {
        if (partnerUserId == null && email == null) {
            throw new Refusal(400, "empty_request", "The erasure names nobody.");
        }
        if (email != null && !PersonsApi.isEmail(email)) {
            throw new Refusal(400, "invalid_erasure_email", "The e-mail address is not valid.").with("email", email);
        }
    }
}
