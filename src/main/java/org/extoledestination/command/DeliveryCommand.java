package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.extoledestination.command.Instance.UnreachableException;
import org.extoledestination.telemetry.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code delivery}: whether requests leave for Extole; holds them, lets them go. */
@Command(
        name = "delivery",
        description = "Whether requests leave for Extole; holds them, lets them go.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeliveryCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(description = "Tells for each call whether it goes on, and why not.", mixinStandardHelpOptions = true)
    void status(
            @Mixin Instance instance,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        print(instance.get("/actuator/delivery"), json, DeliveryCommand::print);
    }

    @Command(
            description = "Holds all requests. Events are kept; requests under way finish. It outlasts a restart and is"
                    + " for all instances that share the database.",
            mixinStandardHelpOptions = true)
    void pause(
            @Mixin Instance instance,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "REASON",
                            description = "Why, for those who find delivery paused. Nothing personal.")
                    List<String> reason)
            throws UnreachableException {
        print(
                instance.post("/actuator/delivery/pause", Map.of("reason", String.join(" ", reason))),
                false,
                DeliveryCommand::print);
    }

    @Command(description = "Lets requests leave again after a pause by hand.", mixinStandardHelpOptions = true)
    void resume(@Mixin Instance instance) throws UnreachableException {
        print(instance.post("/actuator/delivery/resume", Map.of()), false, DeliveryCommand::print);
    }

    @Command(
            description = "Lists the persons of whom events wait aside, by the first of each: the one that fails alone."
                    + " Nobody is named: a person is the beginning of a fingerprint.",
            mixinStandardHelpOptions = true)
    void held(
            @Mixin Instance instance,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        print(instance.get("/actuator/delivery/held"), json, DeliveryCommand::printHeld);
    }

    private void print(JsonNode state, boolean json, BiConsumer<JsonNode, PrintWriter> asText) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(state);
        } else {
            asText.accept(state, out);
        }
    }

    private static void printHeld(JsonNode held, PrintWriter out) {
        out.printf(
                "%d %s aside.%n",
                held.path("persons").asLong(), held.path("persons").asLong() == 1 ? "person waits" : "persons wait");
        for (JsonNode first : held.path("firsts")) {
            out.printf(
                    "  person=%s  %s  messageId=%s  source=%s  since %s, tried %d times, next %s, %d behind%n",
                    first.path("person").asText(),
                    first.path("type").asText(),
                    Shown.id(first.path("messageId").asText()),
                    Shown.name(first.path("source").asText()),
                    first.path("since").asText(),
                    first.path("attempts").asInt(),
                    first.path("nextAttempt").asText(),
                    first.path("behind").asLong());
        }
    }

    private static void print(JsonNode state, PrintWriter out) {
        boolean paused = state.path("state").asText().equals("paused");
        out.println(paused ? "Delivery is paused." : "Delivery runs.");
        out.printf("  Extole: %s%n", Shown.text(state.path("extole").asText()));
        state.path("operations").properties().forEach(operation -> {
            JsonNode one = operation.getValue();
            if (one.path("state").asText().equals("paused")) {
                out.printf(
                        "  %-11s  paused since %s after %d failed attempts%n"
                                + "               %s%n               What to do: %s%n",
                        operation.getKey(),
                        one.path("since").asText(),
                        one.path("attempts").asInt(),
                        Shown.text(one.path("reason").asText()),
                        one.path("action").asText());
            } else {
                out.printf("  %-11s  running%n", operation.getKey());
            }
        });
        JsonNode held = state.path("held");
        if (held.path("events").asLong() > 0) {
            out.printf(
                    "Waiting aside: events=%d, persons=%d, the oldest since %s. See: java -jar extole-destination.jar delivery held%n",
                    held.path("events").asLong(),
                    held.path("persons").asLong(),
                    held.path("oldest").asText());
        }
    }
}
