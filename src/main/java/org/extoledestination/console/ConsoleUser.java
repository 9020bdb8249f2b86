package org.extoledestination.console;

import java.security.Principal;

/** Who is signed in. */
record ConsoleUser(String name, Role role) implements Principal {

    @Override
    public String getName() {
        return name;
    }
}
