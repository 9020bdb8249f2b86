package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds, makes and changes persons (Extole, "Integration API", persons). */
final class PersonsApi {

    @JsonPropertyOrder({"id", "identity_id", "identity_key", "identity_key_value", "locale", "version"})
    private record View(
            String id,
            String identityId,
            String identityKey,
            @Nullable String identityKeyValue,
            Map<String, String> locale,
            String version) {

        static View of(Person person) {
            String version = Integer.toString(person.version());
            return new View(person.id(), person.id(), Person.EMAIL, person.text(Person.EMAIL), Map.of(), version);
        }
    }

    Object search(World world, Call call) {
        String email = Identity.email(call.query().getValue("identity_key_value"));
        List<String> keys = call.query().getValuesOrEmpty("person_keys");
        keys.forEach(PersonsApi::requirePattern);
        int offset = call.number("offset", 0);
        int limit = call.number("limit", 100);
        List<View> found = world.people().search(directory -> found(directory, email, keys), View::of);
        return found.stream().skip(offset).limit(limit).toList();
    }

    Object create(World world, Call call) {
        return world.people().create(identityKeyValue(call), View::of);
    }

    Object read(World world, Call call) {
        return world.people().person(id(call), View::of);
    }

    Object change(World world, Call call) {
        if (!call.object().has("identity_key_value")) {
            return read(world, call);
        }
        return world.people().changeEmail(id(call), identityKeyValue(call), View::of);
    }

    static String id(Call call) {
        return call.segments().get(2);
    }

    /** The persons with all given keys; everybody if none is given. */
    private static List<Person> found(Directory directory, @Nullable String email, List<String> keys) {
        List<Person> found = new ArrayList<>(email == null ? directory.all() : listOf(directory.byEmail(email)));
        keys.forEach(key -> found.retainAll(byKey(directory, key)));
        return found;
    }

    private static List<Person> byKey(Directory directory, String key) {
        int colon = key.indexOf(':');
        String value = key.substring(colon + 1);
        return switch (key.substring(0, colon)) {
            case "partner_user_id" -> directory.byPartnerUserId(value);
            case "email" -> listOf(directory.byEmail(Identity.email(value)));
            case "partner_anonymous_id" -> listOf(directory.byAnonymousId(value));
            default -> List.of();
        };
    }

    private static List<Person> listOf(@Nullable Person person) {
        return person == null ? List.of() : List.of(person);
    }

    private static void requirePattern(String key) {
        if (key.indexOf(':') < 1) {
            throw new Refusal(400, "value_does_not_follow_pattern", "A person key is written name:value.")
                    .with("value", key);
        }
    }

    private static String identityKeyValue(Call call) {
        String email = Identity.email(Json.text(call.object(), "identity_key_value"));
        if (email == null || !isEmail(email)) {
            throw new Refusal(400, "invalid_key_value", "The identity key value is not an e-mail address.")
                    .with("identity_key_value", String.valueOf(email));
        }
        return email;
    }

    static boolean isEmail(String text) {
        int at = text.indexOf('@');
        return at > 0 && at == text.lastIndexOf('@') && at < text.length() - 1 && text.indexOf(' ') < 0;
    }
}
