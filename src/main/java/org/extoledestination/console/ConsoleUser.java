package org.extoledestination.console;

import java.security.Principal;

/**
 * Who is signed in.
 *
 * @param token the SHA-256 of the token by which it was; empty if by a password
 */
record ConsoleUser(String name, Role role, String token) implements Principal {

    @Override
    public String getName() {
        return name;
    }
}
