package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Someone Extole knows. Guarded by the lock of {@link People}. */
final class Person {
    static final String EMAIL = "email";
    static final String PARTNER_USER_ID = "partner_user_id";
    static final String FIRST_NAME = "first_name";
    static final String LAST_NAME = "last_name";
    static final Set<String> KEYS = Set.of(EMAIL, PARTNER_USER_ID);

    private static final Set<String> OWN = Set.of(EMAIL, PARTNER_USER_ID, FIRST_NAME, LAST_NAME);

    /** A named value of a person. */
    record Datum(String id, JsonNode value, Scope scope, Instant created, Instant updated) {}

    @JsonPropertyOrder({"person_id", "email", "partner_user_id", "first_name", "last_name", "parameters"})
    record View(
            String personId,
            @Nullable String email,
            @Nullable String partnerUserId,
            @Nullable String firstName,
            @Nullable String lastName,
            Map<String, Parameter> parameters) {}

    record Parameter(JsonNode value, Scope scope) {}

    private final String id = Ids.next();
    private final Map<String, Datum> data = new LinkedHashMap<>(8);
    private final Set<String> anonymousIds = new HashSet<>(2);
    private int version = 1;

    String id() {
        return id;
    }

    int version() {
        return version;
    }

    Map<String, Datum> data() {
        return data;
    }

    Set<String> anonymousIds() {
        return anonymousIds;
    }

    @Nullable
    String text(String name) {
        Datum datum = data.get(name);
        return datum == null ? null : datum.value().asText();
    }

    /** Sets one of the fields that every person has. */
    void own(String name, String value) {
        Scope scope = name.equals(FIRST_NAME) ? Scope.PUBLIC : Scope.PRIVATE;
        put(name, TextNode.valueOf(value), scope);
    }

    Datum put(String name, JsonNode value, Scope scope) {
        Datum old = data.get(name);
        Instant now = Instant.now();
        Datum datum = old == null
                ? new Datum(Ids.next(), value, scope, now, now)
                : new Datum(old.id(), value, scope, old.created(), now);
        data.put(name, datum);
        version++;
        return datum;
    }

    void remove(String name) {
        if (data.remove(name) != null) {
            version++;
        }
    }

    View view() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        data.forEach((name, datum) -> {
            if (!OWN.contains(name)) {
                parameters.put(name, new Parameter(datum.value(), datum.scope()));
            }
        });
        return new View(id, text(EMAIL), text(PARTNER_USER_ID), text(FIRST_NAME), text(LAST_NAME), parameters);
    }
}
