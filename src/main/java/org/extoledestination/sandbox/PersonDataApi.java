package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.extoledestination.sandbox.Person.Datum;
import org.jspecify.annotations.Nullable;

/** Reads and writes the data of a person (Extole, "Integration API", person data). */
final class PersonDataApi {
    /** Extole has limits but publishes no numbers; these are the ones of its shareables. */
    private static final int LONGEST_NAME = 200;

    private static final int LONGEST_VALUE = 2000;

    @JsonPropertyOrder({"id", "name", "value", "scope", "created_date", "updated_date"})
    private record View(String id, String name, JsonNode value, Scope scope, String createdDate, String updatedDate) {

        static View of(String name, Datum datum) {
            String created = Times.write(datum.created());
            return new View(datum.id(), name, datum.value(), datum.scope(), created, Times.write(datum.updated()));
        }
    }

    Object list(World world, Call call) {
        List<String> names = call.list("names");
        List<String> scopes = call.list("scopes");
        int offset = call.number("offset", 0);
        int limit = call.number("limit", 100);
        Map<String, View> views = new LinkedHashMap<>();
        return world.people().person(PersonsApi.id(call), person -> {
            person.data().entrySet().stream()
                    .filter(entry -> names.isEmpty() || names.contains(entry.getKey()))
                    .filter(entry -> scopes.isEmpty()
                            || scopes.contains(entry.getValue().scope().name()))
                    .skip(offset)
                    .limit(limit)
                    .forEach(entry -> views.put(entry.getKey(), View.of(entry.getKey(), entry.getValue())));
            return views;
        });
    }

    Object add(World world, Call call) {
        return world.people().person(PersonsApi.id(call), person -> {
            String name = newName(call, person);
            JsonNode value = value(call.object().get("value"));
            Scope scope = scope(call, Scope.PRIVATE);
            return View.of(name, person.put(name, value, scope));
        });
    }

    Object change(World world, Call call) {
        return world.people().person(PersonsApi.id(call), person -> {
            String name = writableName(call);
            Datum old = existing(person, name);
            JsonNode given = call.object().get("value");
            JsonNode value = given == null ? old.value() : value(given);
            return View.of(name, person.put(name, value, scope(call, old.scope())));
        });
    }

    Object remove(World world, Call call) {
        return world.people().person(PersonsApi.id(call), person -> {
            String name = writableName(call);
            View last = View.of(name, existing(person, name));
            person.remove(name);
            return last;
        });
    }

    private static String newName(Call call, Person person) {
        String name = Json.text(call.object(), "name");
        if (name == null) {
            throw new Refusal(400, "invalid_name", "The datum has no name.").with("name", "");
        }
        if (name.length() > LONGEST_NAME) {
            throw new Refusal(400, "data_name_length_out_of_range", "The name is too long.").with("name", name);
        }
        if (person.data().containsKey(name)) {
            throw new Refusal(400, "data_already_exists", "The person has this datum.").with("name", name);
        }
        return writable(name);
    }

    private static String writableName(Call call) {
        return writable(call.segments().get(4));
    }

    private static String writable(String name) {
        if (Person.KEYS.contains(name)) {
            throw new Refusal(400, "read_only_name", "This datum is a key of the person.").with("name", name);
        }
        return name;
    }

    private static Datum existing(Person person, String name) {
        Datum datum = person.data().get(name);
        if (datum == null) {
            throw new Refusal(400, "data_not_found", "The person has no such datum.").with("name", name);
        }
        return datum;
    }

    private static JsonNode value(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            throw new Refusal(400, "invalid_value", "The datum has no value.");
        }
        if (value.asText().length() > LONGEST_VALUE) {
            throw new Refusal(400, "data_value_length_out_of_range", "The value is too long.");
        }
        return value;
    }

    private static Scope scope(Call call, Scope otherwise) {
        JsonNode given = call.object().path("scope");
        if (given.isMissingNode() || given.isNull()) {
            return otherwise;
        }
        for (Scope scope : Scope.values()) {
            if (scope.name().equals(given.asText())) {
                return scope;
            }
        }
        throw Call.malformed("scope", given);
    }
}
