package org.extoledestination.mapping;

import java.util.Set;
import java.util.TreeSet;

/**
 * Names that Extole takes as orders: whose event it is, when it happened, and what it counts for. A trait or a property
 * could bear such a name by chance or by intent, so only {@code data} may send them. Source: Extole's "Integration API -
 * Server to Extole" and its pages on test data and labels.
 */
final class Reserved {
    static final Set<String> NAMES = Set.of(
            "client_domain_name",
            "container",
            "email",
            "event_time",
            "labels",
            "partner_user_id",
            "person_id",
            "required_labels");

    private static final Set<String> IN_ANY_CASE = inAnyCase();

    private Reserved() {}

    static boolean isReserved(String name) {
        return IN_ANY_CASE.contains(name.strip());
    }

    private static Set<String> inAnyCase() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(NAMES);
        return names;
    }
}
