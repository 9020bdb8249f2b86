package org.extoledestination.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everybody the sandbox knows, and the rules that decide whose a message is. */
final class People {
    private static final Set<String> NO_PARAMETERS = Set.of(
            Person.EMAIL,
            Person.PARTNER_USER_ID,
            Person.FIRST_NAME,
            Person.LAST_NAME,
            "event_time",
            "person_id",
            "labels",
            "required_labels",
            "container",
            "source",
            "extole_app_type",
            "segment_message_id",
            "partner_anonymous_id");

    private final boolean publicTraits;
    private final Directory directory = new Directory();

    People(boolean publicTraits) {
        this.publicTraits = publicTraits;
    }

    /** Finds or makes the person of an event and lets the event change it; gives the person's id. */
    synchronized String resolve(String eventName, ObjectNode data) {
        Identity identity = Identity.of(data);
        Person person = whose(identity);
        linkKeys(person, identity);
        keepName(person, data, Person.FIRST_NAME);
        keepName(person, data, Person.LAST_NAME);
        if (publicTraits && eventName.equalsIgnoreCase("identify")) {
            data.properties().forEach(trait -> keepTrait(person, trait.getKey(), trait.getValue()));
        }
        return person.id();
    }

    /** Reads or changes one person. */
    synchronized <T> T person(String id, Function<Person, T> use) {
        Person person = directory.byId(id);
        if (person == null) {
            throw new Refusal(403, "person_not_found", "There is no such person.").with("person_id", id);
        }
        return use.apply(person);
    }

    synchronized <T> T create(String email, Function<Person, T> use) {
        requireFree(email, null);
        Person person = directory.create();
        directory.giveEmail(person, email);
        return use.apply(person);
    }

    synchronized <T> T changeEmail(String id, String email, Function<Person, T> use) {
        return person(id, person -> {
            requireFree(email, person);
            directory.giveEmail(person, email);
            return use.apply(person);
        });
    }

    synchronized <T> List<T> search(Function<Directory, List<Person>> found, Function<Person, T> use) {
        return found.apply(directory).stream().map(use).toList();
    }

    synchronized void erase(@Nullable String partnerUserId, @Nullable String email) {
        Set<Person> leaving = new HashSet<>(directory.byPartnerUserId(partnerUserId));
        Person byEmail = directory.byEmail(email);
        if (byEmail != null) {
            leaving.add(byEmail);
        }
        leaving.forEach(directory::erase);
    }

    synchronized List<Person.View> latest(int limit) {
        int older = Math.max(0, directory.all().size() - limit);
        return directory.all().stream().skip(older).map(Person::view).toList();
    }

    private Person whose(Identity identity) {
        Person known = directory.byId(identity.personId());
        if (known == null) {
            known = directory.byEmail(identity.email());
        }
        if (known == null) {
            known = byWeakerKey(identity);
        }
        return known == null ? directory.create() : known;
    }

    /** A new e-mail goes to a person that has none yet; a person with another e-mail stays as it is. */
    private @Nullable Person byWeakerKey(Identity identity) {
        boolean emailIsNew = identity.email() != null;
        List<Person> sharing = directory.byPartnerUserId(identity.partnerUserId());
        for (int i = sharing.size() - 1; i >= 0; i--) {
            if (!emailIsNew || sharing.get(i).text(Person.EMAIL) == null) {
                return sharing.get(i);
            }
        }
        Person visitor = directory.byAnonymousId(identity.anonymousId());
        boolean hasStrongerKey = emailIsNew || identity.partnerUserId() != null;
        boolean visitorIsKnown =
                visitor != null && (visitor.text(Person.EMAIL) != null || visitor.text(Person.PARTNER_USER_ID) != null);
        return hasStrongerKey && visitorIsKnown ? null : visitor;
    }

    private void linkKeys(Person person, Identity identity) {
        String email = identity.email();
        if (email != null && person.text(Person.EMAIL) == null && directory.byEmail(email) == null) {
            directory.giveEmail(person, email);
        }
        if (identity.partnerUserId() != null) {
            directory.givePartnerUserId(person, identity.partnerUserId());
        }
        if (identity.anonymousId() != null) {
            directory.giveAnonymousId(person, identity.anonymousId());
        }
    }

    private static void keepName(Person person, ObjectNode data, String key) {
        JsonNode value = data.get(key);
        if (value != null && value.isNull()) {
            person.remove(key);
        } else if (value != null && value.isValueNode()) {
            person.own(key, value.asText());
        }
    }

    private static void keepTrait(Person person, String name, JsonNode value) {
        if (NO_PARAMETERS.contains(name)) {
            return;
        }
        if (value.isNull()) {
            person.remove(name);
        } else {
            person.put(name, value, Scope.PUBLIC);
        }
    }

    private void requireFree(String email, @Nullable Person owner) {
        Person taken = directory.byEmail(email);
        if (taken != null && taken != owner) {
            throw new Refusal(400, "identity_key_value_already_taken", "Another person has this identity key value.")
                    .with("identity_key_value", email);
        }
    }
}
