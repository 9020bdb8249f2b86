package org.extoledestination.mapping;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.extoledestination.event.BareText;
import org.extoledestination.event.Spelling;

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

    private static final String FIRST_LETTERS =
            NAMES.stream().map(name -> name.substring(0, 1)).distinct().collect(Collectors.joining());

    private Reserved() {}

    static boolean isReserved(String name) {
        return mayBe(name)
                && (IN_ANY_CASE.contains(BareText.of(name))
                        // However it is spelled it may be read as the person's.
                        || Spelling.same(name, "email")
                        || Spelling.same(name, "partner_user_id"));
    }

    /** Most traits are told apart by their first letter, which is worth it: each trait of each event is asked. */
    private static boolean mayBe(String name) {
        if (name.isEmpty()) {
            return false;
        }
        char first = Spelling.initial(name);
        return first >= 128 || FIRST_LETTERS.indexOf(first) >= 0;
    }

    private static Set<String> inAnyCase() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(NAMES);
        return names;
    }
}
