package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        long total = listing.path("total").asLong();
        out.println(total == 0 ? "No dead letters." : total + " dead letters, the latest first:");
        for (JsonNode letter : letters) {
            out.printf(
                    "%n%d  %s  %s%s  messageId=%s  source=%s%n",
                    letter.path("id").asLong(),
                    letter.path("since").asText(),
                    letter.path("type").asText(),
                    letter.path("event").isTextual()
                            ? " '" + letter.path("event").asText() + "'"
                            : "",
                    letter.path("messageId").asText(),
                    letter.path("source").asText());
            out.printf(
                    "    %s: %s%n",
                    letter.path("reason").asText(), letter.path("detail").asText());
        }
        out.flush();
    }
}
