package org.extoledestination.console;

import org.jspecify.annotations.Nullable;

/**
 * What every page is drawn with. Handler methods take it as an argument, templates as their parameter {@code frame}.
 *
 * @param base what stands before every address, empty or {@code management.server.base-path}
 * @param path of this page, below {@code base}
 * @param user who is signed in; null on the page for signing in
 * @param role what they may do
 * @param csrf the token that every form needs
 * @param version of style sheet and script, which changes with them
 */
public record Frame(String base, String path, @Nullable String user, Role role, String csrf, String version) {

    /** An address below the console: {@code at("/delivery")}; {@code at("")} is the overview. */
    public String at(String below) {
        return base + Addresses.CONSOLE + below;
    }

    /** The same with a value in its query. */
    public String at(String below, String name, String value) {
        return at(below) + '?' + name + '=' + Asked.encoded(value);
    }

    /** A file of the console's own. */
    public String asset(String name) {
        return base + Addresses.ASSETS + name + "?v=" + version;
    }

    /** Whether the page below the console is this one, or one below it. */
    public boolean isAt(String below) {
        String there = Addresses.CONSOLE + below;
        return path.equals(there) || (!below.isEmpty() && path.startsWith(there + '/'));
    }

    /** Whether the user may look at personal data. */
    public boolean unmasks() {
        return role.includes(Role.PRIVACY);
    }

    /** Whether the user may act. */
    public boolean acts() {
        return role.includes(Role.OPERATOR);
    }
}
