package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.extoledestination.command.Instance.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code deletions}: whether deletion requests are held; lets them go, or refuses them. */
@Command(
        name = "deletions",
        description = "Whether deletion requests are held for you; lets them go, or refuses them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeletionsCommand {

    private static final String SOURCE = "The source whose deletions are held.";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(description = "Tells whose deletions are held, since when, and how many.", mixinStandardHelpOptions = true)
    void status(
            @Mixin Instance instance,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        print(instance.get("/actuator/deletions"), json);
    }

    @Command(
            description =
                    "Lets held deletions go: those persons are erased at Extole for good. Beyond the number the next"
                            + " are held again.",
            mixinStandardHelpOptions = true)
    void release(
            @Mixin Instance instance,
            @Option(names = "--source", required = true, paramLabel = "NAME", description = SOURCE) String source,
            @Option(
                            names = "--count",
                            converter = Whole.FromOne.class,
                            paramLabel = "N",
                            description =
                                    "How many may pass within the next hour. Default: delivery.deletions-per-hour.")
                    @Nullable
                    Integer count)
            throws UnreachableException {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("source", source);
        if (count != null) {
            request.put("count", String.valueOf(count));
        }
        print(instance.post("/actuator/deletions/release", request), false);
    }

    @Command(
            description =
                    "Refuses the deletions that wait: nobody is erased, they become dead letters, from where they can"
                            + " be replayed. Later ones are counted anew.",
            mixinStandardHelpOptions = true)
    void refuse(
            @Mixin Instance instance,
            @Option(names = "--source", required = true, paramLabel = "NAME", description = SOURCE) String source)
            throws UnreachableException {
        print(instance.post("/actuator/deletions/refuse", Map.of("source", source)), false);
    }

    private void print(JsonNode state, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(state);
            return;
        }
        JsonNode held = state.path("held");
        out.println(held.isEmpty() ? "No deletions are held." : "Deletions are held:");
        held.forEach(each -> out.printf(
                "  source=%s  since %s  %d waiting%n",
                each.path("source").asText(),
                each.path("since").asText(),
                each.path("waiting").asLong()));
    }
}
