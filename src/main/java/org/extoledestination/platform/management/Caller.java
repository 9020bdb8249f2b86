package org.extoledestination.platform.management;

import java.security.Principal;

/**
 * Who asks, for Spring Boot's endpoints and for the audit lines.
 *
 * @param name says nothing from which a token could be made
 */
record Caller(String name) implements Principal {

    /** Nobody in particular, on this machine. */
    static final Caller LOCAL = new Caller("local");

    @Override
    public String getName() {
        return name;
    }
}
