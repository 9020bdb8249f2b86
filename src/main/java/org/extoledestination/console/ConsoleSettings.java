package org.extoledestination.console;

import java.util.List;
import java.util.regex.Pattern;
import org.extoledestination.platform.start.StartRefusedException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the console, and what it masks.
 *
 * @param users none: on loopback the holder of the management token is the user operator; beyond it the console is
 *     shut
 * @param mask names of fields that hold personal data, beside those that are known
 * @param show names of fields that hold none, although their values are texts
 */
@ConfigurationProperties("management.console")
public record ConsoleSettings(
        @DefaultValue List<User> users,
        @DefaultValue List<String> mask,
        @DefaultValue List<String> show) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,40}");
    private static final Pattern HASH = Pattern.compile("(\\{bcrypt})?\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");

    /** Refuses what could not be signed in with. */
    public ConsoleSettings {
        users = List.copyOf(users);
        if (users.stream().map(User::name).distinct().count() < users.size()) {
            throw new StartRefusedException(
                    "Two users of management.console.users have one name.", "Give each user a name of their own.");
        }
    }

    /**
     * One user.
     *
     * @param name as they sign in; it stands in the audit lines
     * @param password its bcrypt hash
     * @param role what they may do
     */
    public record User(
            @DefaultValue("") String name,
            @DefaultValue("") String password,
            @DefaultValue("viewer") Role role) {

        /** Refuses a name or a hash that is none. */
        public User {
            if (!NAME.matcher(name).matches()) {
                throw new StartRefusedException(
                        "A user of management.console.users has no name that is one.",
                        "Give it 1 to 40 letters, digits and . _ @ -");
            }
            if (!HASH.matcher(password).matches()) {
                throw new StartRefusedException(
                        "The password of the user " + name + " in management.console.users is no bcrypt hash.",
                        "Make one: htpasswd -nBC 12 " + name
                                + " prints name:hash. Write the hash alone, between quotes.");
            }
        }

        /** Its own text would hold the hash. */
        @Override
        public String toString() {
            return name + " (" + role + ')';
        }
    }
}
