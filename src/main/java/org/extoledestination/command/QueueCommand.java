package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.extoledestination.command.Instance.UnreachableException;
import org.extoledestination.telemetry.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code queue}: what waits in the queues, and what fails there over and over. */
@Command(
        name = "queue",
        description = "What waits in the queues, and what fails there over and over; sets a message aside.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class QueueCommand {

    private static final int LONGEST_NAME = 200;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(
            description =
                    "Lists the oldest messages of each queue, and all that were in hand at an abrupt end or are parked.",
            mixinStandardHelpOptions = true)
    void list(
            @Mixin Instance instance,
            @Option(
                            names = "--limit",
                            converter = Whole.FromOne.class,
                            description = "At most so many messages of each queue, up to 1000. Default: 50.",
                            defaultValue = "50")
                    int limit,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode listing = instance.get("/actuator/queue?limit=" + limit);
        if (json) {
            out.println(listing);
        } else {
            print(listing, out);
        }
    }

    @Command(description = "Shows one message. It prints personal data.", mixinStandardHelpOptions = true)
    void show(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its messageId, or the broker's id.") String id)
            throws UnreachableException {
        PrintWriter out = spec.commandLine().getOut();
        String parameter = URLEncoder.encode(id, StandardCharsets.UTF_8);
        JsonNode shown = instance.get("/actuator/queue/show?id=" + parameter);
        print(shown.path("waiting"), out, "");
        out.printf("%nThe message, as it waits (personal data):%n%s%n", lines(shown.path("content")));
    }

    @Command(
            description =
                    "Sets a message aside: an event becomes a dead letter instead of being tried, any other message"
                            + " a refused one.",
            mixinStandardHelpOptions = true)
    void park(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its messageId, or the broker's id.") String id)
            throws UnreachableException {
        JsonNode parked = instance.post("/actuator/queue/park", Map.of("id", id));
        spec.commandLine()
                .getOut()
                .printf(
                        "Parked: %s%n%s%n",
                        clean(parked.path("key").asText()),
                        parked.path("message").asText());
    }

    private static void print(JsonNode listing, PrintWriter out) {
        if (listing.path("isHeld").asBoolean()) {
            out.println("Nothing is tried: queue.hold is set.");
        }
        listing.path("queues").forEach(queue -> {
            out.println(title(queue));
            queue.path("messages").forEach(message -> print(message, out, "  "));
        });
        JsonNode suspects = listing.path("suspects");
        if (!suspects.isEmpty()) {
            out.println("In hand at an abrupt end, or parked:");
        }
        suspects.forEach(suspect -> out.printf(
                "  %s  %s since %s%n",
                clean(suspect.path("key").asText()),
                state(suspect.path("isParked").asBoolean(), suspect.path("ends").asInt()),
                suspect.path("since").asText()));
    }

    private static String title(JsonNode queue) {
        String name = queue.path("queue").asText();
        int listed = queue.path("messages").size();
        if (listed == 0) {
            return "Nothing waits in " + name + '.';
        }
        String more = queue.path("hasMore").asBoolean() ? ", and there are more" : "";
        return queue.has("total")
                ? "The oldest %d of %d in %s:"
                        .formatted(listed, queue.path("total").asLong(), name)
                : "The oldest %d in %s%s:".formatted(listed, name, more);
    }

    private static void print(JsonNode message, PrintWriter out, String indent) {
        int failures = message.path("failures").asInt();
        int ends = message.path("ends").asInt();
        boolean parked = message.path("isParked").asBoolean();
        out.printf(
                "%s%s  %s  %s%s  source=%s  %d bytes  since %s%s%s%n",
                indent,
                clean(message.path("id").asText()),
                message.path("queue").asText(),
                clean(message.path("type").asText("unknown")),
                message.has("event") ? " '" + clean(message.path("event").asText()) + '\'' : "",
                clean(message.path("source").asText("unknown")),
                message.path("bytes").asInt(),
                message.path("since").asText(),
                failures > 0 ? "  failed " + failures + " times" : "",
                ends > 0 || parked ? "  " + state(parked, ends) : "");
    }

    private static String state(boolean parked, int ends) {
        return parked ? "parked" : "in hand at " + ends + (ends == 1 ? " abrupt end" : " abrupt ends");
    }

    private static String clean(String text) {
        return Shown.clean(text, LONGEST_NAME);
    }

    /** A whole message, without what a terminal would obey. */
    static String lines(JsonNode text) {
        return text.asText().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "?");
    }
}
