package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import org.extoledestination.command.Instance.UnreachableException;
import org.extoledestination.event.BareText;
import org.extoledestination.event.EmailAddress;
import org.extoledestination.event.Person;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code suppressions}: whose events are no longer sent. The instance is told a fingerprint, never who it is. */
@Command(
        name = "suppressions",
        description = "Whose events are no longer sent.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SuppressionsCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Whom a command is about. */
    static final class Who {

        @Option(names = "--user-id", paramLabel = "ID", description = "The user id, exactly as senders write it.")
        private @Nullable String userId;

        @Option(names = "--email", paramLabel = "ADDRESS", description = "The e-mail address; case does not matter.")
        private @Nullable String email;

        Person person() {
            return email == null ? Person.ofUserId(String.valueOf(userId)) : Person.ofEmail(email);
        }

        boolean isBlank() {
            return (userId == null || BareText.isNothing(userId)) && (email == null || email.isBlank());
        }
    }

    @Command(
            description =
                    "Lists the latest first: since when, and the first digits of a fingerprint that names nobody.",
            mixinStandardHelpOptions = true)
    void list(@Mixin Instance instance, @Mixin Listing listing) throws UnreachableException {
        listing.print(
                instance,
                "/actuator/suppressions",
                "suppressions",
                out(),
                page -> out().println(
                                page.path("total").asLong() == 0
                                        ? "Nobody is suppressed."
                                        : page.path("total")
                                                + " user ids and e-mail addresses are suppressed, the latest first:"),
                each -> out().printf(
                                "%s  %s%n",
                                each.path("person").asText(), each.path("since").asText()));
    }

    @Command(
            description = "Sends no event of this user id or e-mail address from now on.",
            mixinStandardHelpOptions = true)
    void add(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Who who)
            throws UnreachableException {
        say(instance.post(path(who), Map.of()), "Suppressed from now on.", "Was suppressed already.");
    }

    @Command(
            description =
                    "Lets events of this user id or e-mail address pass again. A person with both is two entries.",
            mixinStandardHelpOptions = true)
    void remove(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Who who)
            throws UnreachableException {
        say(instance.delete(path(who)), "No longer suppressed: the next event passes.", "Was not suppressed.");
    }

    private String path(Who who) {
        if (who.isBlank()) {
            throw new ParameterException(spec.commandLine(), "Name somebody: --user-id and --email take no blank.");
        }
        if (who.email != null && !EmailAddress.isOne(who.email)) {
            throw new ParameterException(spec.commandLine(), "--email takes an e-mail address, and this is none.");
        }
        return "/actuator/suppressions/" + who.person().fingerprint();
    }

    private void say(JsonNode change, String changed, String unchanged) {
        out().println(change.path("changed").asBoolean() ? changed : unchanged);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
