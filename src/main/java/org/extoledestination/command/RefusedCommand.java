package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.extoledestination.command.Instance.UnreachableException;
import org.extoledestination.telemetry.Shown;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code refused}: messages that no route can take, and what to do about them. */
@Command(
        name = "refused",
        description = "Messages that no route can take, and why; and what to do about them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class RefusedCommand {

    private static final String PATH = "/actuator/refused";
    private static final int PAGE = 1_000;
    private static final int LONGEST = 2_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Which messages an action is for. */
    static final class Which {

        @Parameters(paramLabel = "ID", arity = "1..*", converter = Whole.Id.class, description = "Their numbers.")
        private List<Long> ids = List.of();

        @Option(names = "--all", description = "All that are listed now.")
        private boolean all;
    }

    @Command(description = "Lists the latest refused messages first.", mixinStandardHelpOptions = true)
    void list(
            @Mixin Instance instance,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            converter = Whole.FromOne.class,
                            description = "How many at most (${DEFAULT-VALUE}).")
                    int limit,
            @Option(names = "--json", description = "One JSON object a line, for other programs.") boolean json)
            throws UnreachableException {
        String before = "";
        for (int left = limit; left > 0; left -= PAGE) {
            JsonNode page = instance.get(PATH + "?limit=" + Math.min(left, PAGE) + before);
            if (!json && before.isEmpty()) {
                long total = page.path("total").asLong();
                out().println(
                                total == 0
                                        ? "No message is refused."
                                        : total + " refused messages, the latest first, " + page.path("bytes")
                                                + " bytes:");
            }
            page.path("refused").forEach(message -> out().println(json ? message : line(message)));
            if (!page.path("next").isNumber()) {
                break;
            }
            before = "&before=" + page.path("next");
        }
    }

    private static String line(JsonNode message) {
        return Shown.clean(
                "%d  %s  %s  source=%s  %s  %s: %s"
                        .formatted(
                                message.path("id").asLong(),
                                message.path("since").asText(),
                                message.path("queue").asText(),
                                message.path("source").asText("unknown"),
                                message.path("messageId").asText(),
                                message.path("code").asText(),
                                message.path("detail").asText()),
                LONGEST);
    }

    @Command(description = "Shows one refused message. It prints personal data.", mixinStandardHelpOptions = true)
    void show(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", converter = Whole.Id.class, description = "Its number.") long id,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        JsonNode shown = instance.get(PATH + '/' + id);
        if (json) {
            out().println(shown);
            return;
        }
        out().println(line(shown.path("message")));
        out().printf(
                        "%nProperties: %s%n%nThe message, as it came (personal data):%n%s%n",
                        shown.path("properties").asText(),
                        shown.path("content").asText().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "?"));
    }

    @Command(
            description =
                    "Puts refused messages onto the queue that they came from, as they came. What is refused again is"
                            + " listed under a new number.",
            mixinStandardHelpOptions = true)
    int replay(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Which which)
            throws UnreachableException {
        JsonNode done = act(instance, "replay", which);
        out().printf("Replayed: %d refused messages.%n", done.path("messages").asInt());
        if (!done.path("stay").isEmpty()) {
            out().printf(
                            "Neither text nor bytes, so they cannot be made anew and stay: %s. Their senders send them again.%n",
                            done.path("stay"));
            return 3;
        }
        return 0;
    }

    @Command(description = "Removes refused messages for good.", mixinStandardHelpOptions = true)
    void discard(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Which which)
            throws UnreachableException {
        out().printf(
                        "Discarded: %d refused messages.%n",
                        act(instance, "discard", which).path("messages").asInt());
    }

    /** All means those that are there when the command begins: what a replay brings back is not replayed again. */
    private static JsonNode act(Instance instance, String action, Which which) throws UnreachableException {
        return instance.post(
                PATH + '/' + action,
                which.all
                        ? Map.of(
                                "upTo",
                                instance.get(PATH + "?limit=1")
                                        .at("/refused/0/id")
                                        .asText("0"))
                        : Map.of("id", which.ids.stream().map(String::valueOf).collect(Collectors.joining(","))));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
