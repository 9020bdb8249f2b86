package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.extoledestination.event.BareText;
import org.extoledestination.event.EmailAddress;
import org.extoledestination.event.Person;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code suppressions}: whose events are no longer sent. The instance gets a fingerprint, never the id itself. */
@Command(name = "suppressions", description = "Whose events are no longer sent.")
final class SuppressionsCommand {

    private static final String PATH = "/actuator/suppressions";

    /** The person of a command. */
    static final class Who {

        @Option(names = "--user-id", paramLabel = "ID", description = "The user id, exactly as senders write it.")
        private @Nullable String userId;

        @Option(names = "--email", paramLabel = "ADDRESS", description = "The e-mail address; case does not matter.")
        private @Nullable String email;

        /** The address of their entry. */
        private String path() {
            if ((userId == null || BareText.isNothing(userId)) && (email == null || email.isBlank())) {
                throw FailedException.wrongUse("Name somebody: --user-id and --email take no blank.");
            }
            if (email != null && !EmailAddress.isOne(email)) {
                throw FailedException.wrongUse("--email takes an e-mail address, and this is none.");
            }
            Person person = email == null ? Person.ofUserId(String.valueOf(userId)) : Person.ofEmail(email);
            return PATH + '/' + person.fingerprint();
        }
    }

    @Command(
            description =
                    "Lists the latest first: since when, and the first digits of a fingerprint that names nobody.")
    void list(@Mixin Instance instance, @Mixin Listing listing) {
        listing.print(
                instance,
                PATH,
                "suppressions",
                page -> instance.say(
                        page,
                        page.path("total").asLong() == 0
                                ? "Nobody is suppressed."
                                : "{total} user ids and e-mail addresses are suppressed, the latest first:"),
                each -> instance.say(each, "{person}  {since}"));
    }

    @Command(description = "Sends no event of this user id or e-mail address from now on.")
    void add(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Who who) {
        JsonNode change = instance.post(who.path(), Map.of());
        instance.say(
                change, change.path("changed").asBoolean() ? "Suppressed from now on." : "Was suppressed already.");
    }

    @Command(
            description =
                    "Lets events of this user id or e-mail address pass again. A person with both is two entries.")
    void remove(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Who who) {
        JsonNode change = instance.delete(who.path());
        instance.say(
                change,
                change.path("changed").asBoolean()
                        ? "No longer suppressed: the next event passes."
                        : "Was not suppressed.");
    }
}
