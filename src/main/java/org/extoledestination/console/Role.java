package org.extoledestination.console;

import java.util.Arrays;
import java.util.List;

/** What a user of the console may do. Each role may do what those before it may. */
public enum Role {
    /** Look at everything, with personal data masked. */
    VIEWER,
    /** Act: replay, discard, restore, pause, resume. */
    OPERATOR,
    /** Also look at one dead letter unmasked, with a reason, and edit its event. */
    PRIVACY;

    /** Whether this role may do what {@code other} may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Of this role and those before it, as Spring Security names them. */
    String[] names() {
        List<String> names =
                Arrays.stream(values()).filter(this::includes).map(Role::name).toList();
        return names.toArray(String[]::new);
    }
}
