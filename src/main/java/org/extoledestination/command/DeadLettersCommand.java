package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: what could not be delivered, and why. */
@Command(
        name = "dead-letters",
        description = "What could not be delivered, and why.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(description = "Lists the latest dead letters first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Instance instance,
            @Option(names = "--limit", defaultValue = "100", description = "How many at most (${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--json", description = "One JSON object a line, for other programs.") boolean json) {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is a number from 1.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode listing = instance.get("/actuator/deadletters?limit=" + limit);
            print(listing, json, out);
            return 0;
        } catch (Instance.UnreachableException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private static void print(JsonNode listing, boolean json, PrintWriter out) {
        JsonNode letters = listing.path("deadLetters");
        if (json) {
            letters.forEach(letter -> out.println(letter));
            out.flush();
            return;
        }
        out.println(heading(listing.path("total").asLong()));
        letters.forEach(letter -> print(letter, out));
        out.flush();
    }

    private static String heading(long total) {
        if (total == 0) {
            return "No dead letters.";
        }
        return total == 1 ? "1 dead letter:" : total + " dead letters, the latest first:";
    }

    private static void print(JsonNode letter, PrintWriter out) {
        JsonNode event = letter.path("event");
        out.printf(
                "%n%d  %s  %s%s  messageId=%s  source=%s%n",
                letter.path("id").asLong(),
                letter.path("since").asText(),
                letter.path("type").asText(),
                event.isTextual() ? " '" + event.asText() + "'" : "",
                letter.path("messageId").asText(),
                letter.path("source").asText());
        out.printf(
                "    %s: %s%n",
                letter.path("reason").asText(), letter.path("detail").asText());
    }
}
