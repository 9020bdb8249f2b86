package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code queue}: what waits in the queues, and what fails there over and over. */
@Command(
        name = "queue",
        description = "What waits in the queues, and what fails there over and over; sets a message aside.")
final class QueueCommand {

    private static final String PATH = "/actuator/queue";

    @Command(
            description =
                    "Lists the oldest messages of each queue, and all that were in hand at an abrupt end or are parked.")
    void list(
            @Mixin Instance instance,
            @Option(
                            names = "--limit",
                            description = "At most so many messages of each queue, up to 1000. Default: 50.",
                            defaultValue = "50")
                    int limit,
            @Mixin Form form) {
        form.print(instance.get(PATH + "?limit=" + limit), listing -> print(listing, instance));
    }

    @Command(description = "Shows one message. It prints personal data.")
    void show(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its messageId, or the broker's id.") String id) {
        JsonNode shown = instance.get(PATH + "/show?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        print(shown.path("waiting"), instance, "");
        instance.out().printf("%nThe message, as it waits (personal data):%n%s%n", lines(shown.path("content")));
    }

    @Command(
            description =
                    "Sets a message aside: an event becomes a dead letter instead of being tried, any other message"
                            + " a refused one.")
    void park(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its messageId, or the broker's id.") String id) {
        JsonNode parked = instance.post(PATH + "/park", Map.of("id", id));
        instance.say(parked, "Parked: {key:clean}");
        instance.say(parked, "{message}");
    }

    private static void print(JsonNode listing, Instance instance) {
        if (listing.path("isHeld").asBoolean()) {
            instance.say(listing, "Nothing is tried: queue.hold is set.");
        }
        for (JsonNode queue : listing.path("queues")) {
            instance.say(queue, title(queue));
            queue.path("messages").forEach(message -> print(message, instance, "  "));
        }
        if (!listing.path("suspects").isEmpty()) {
            instance.say(listing, "In hand at an abrupt end, or parked:");
        }
        listing.path("suspects")
                .forEach(suspect -> instance.say(suspect, "  {key:clean}  " + state(suspect) + " since {since}"));
    }

    private static String title(JsonNode queue) {
        int listed = queue.path("messages").size();
        if (listed == 0) {
            return "Nothing waits in {queue}.";
        }
        String more = queue.path("hasMore").asBoolean() ? ", and there are more" : "";
        return "The oldest " + listed + (queue.has("total") ? " of {total} in {queue}:" : " in {queue}" + more + ':');
    }

    private static void print(JsonNode message, Instance instance, String indent) {
        boolean isMarked =
                message.path("isParked").asBoolean() || message.path("ends").asInt() > 0;
        instance.say(
                message,
                indent + "{id:clean}  {queue}  {type:clean|unknown}" + (message.has("event") ? " '{event:clean}'" : "")
                        + "  source={source:clean|unknown}  {bytes} bytes  since {since}"
                        + (message.path("failures").asInt() > 0 ? "  failed {failures} times" : "")
                        + (isMarked ? "  " + state(message) : ""));
    }

    private static String state(JsonNode message) {
        return message.path("isParked").asBoolean()
                ? "parked"
                : "in hand at {ends} " + (message.path("ends").asInt() == 1 ? "abrupt end" : "abrupt ends");
    }

    /** A whole message, without what a terminal would obey. */
    static String lines(JsonNode text) {
        return text.asText().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "?");
    }
}
