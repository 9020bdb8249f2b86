package org.extoledestination.sandbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds persons by their keys. Guarded by the lock of {@link People}. */
final class Directory {
    private final Map<String, Person> byId = new LinkedHashMap<>();
    private final Map<String, Person> byEmail = new HashMap<>();
    private final Map<String, Set<Person>> byPartnerUserId = new HashMap<>();
    private final Map<String, Person> byAnonymousId = new HashMap<>();

    Collection<Person> all() {
        return byId.values();
    }

    @Nullable
    Person byId(@Nullable String id) {
        return id == null ? null : byId.get(id);
    }

    @Nullable
    Person byEmail(@Nullable String email) {
        return email == null ? null : byEmail.get(email);
    }

    @Nullable
    Person byAnonymousId(@Nullable String anonymousId) {
        return anonymousId == null ? null : byAnonymousId.get(anonymousId);
    }

    /** Several persons may have the same one; the one that got it last is last. */
    List<Person> byPartnerUserId(@Nullable String partnerUserId) {
        return partnerUserId == null ? List.of() : List.copyOf(byPartnerUserId.getOrDefault(partnerUserId, Set.of()));
    }

    Person create() {
        Person person = new Person();
        byId.put(person.id(), person);
        return person;
    }

    void giveEmail(Person person, String email) {
        String old = person.text(Person.EMAIL);
        if (email.equals(old)) {
            return;
        }
        if (old != null) {
            byEmail.remove(old);
        }
        byEmail.put(email, person);
        person.own(Person.EMAIL, email);
    }

    void givePartnerUserId(Person person, String partnerUserId) {
        String old = person.text(Person.PARTNER_USER_ID);
        if (partnerUserId.equals(old)) {
            return;
        }
        takePartnerUserId(person, old);
        byPartnerUserId
                .computeIfAbsent(partnerUserId, key -> new LinkedHashSet<>(2))
                .add(person);
        person.own(Person.PARTNER_USER_ID, partnerUserId);
    }

    void giveAnonymousId(Person person, String anonymousId) {
        byAnonymousId.put(anonymousId, person);
        person.anonymousIds().add(anonymousId);
    }

    void erase(Person person) {
        byId.remove(person.id());
        byEmail.remove(person.text(Person.EMAIL), person);
        takePartnerUserId(person, person.text(Person.PARTNER_USER_ID));
        for (String anonymousId : new ArrayList<>(person.anonymousIds())) {
            byAnonymousId.remove(anonymousId, person);
        }
    }

    private void takePartnerUserId(Person person, @Nullable String partnerUserId) {
        Set<Person> sharing = byPartnerUserId.get(partnerUserId);
        if (sharing != null && sharing.remove(person) && sharing.isEmpty()) {
            byPartnerUserId.remove(partnerUserId);
        }
    }
}
