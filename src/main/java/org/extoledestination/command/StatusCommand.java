package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.extoledestination.command.Instance.UnreachableException;
import org.extoledestination.telemetry.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code status}: how an instance is, on one screen, with the command that tells more of each line. */
@Command(
        name = "status",
        description = "How the instance is: what came, what waits, what is paused, what could not be delivered.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final double BYTES_OF_A_GB = 1e9;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Instance instance;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws UnreachableException {
        JsonNode delivery = instance.get("/actuator/delivery");
        JsonNode queue = instance.get("/actuator/queue?limit=1");
        JsonNode letters = instance.get("/actuator/deadletters/count?by=reason");
        JsonNode health = instance.health();
        PrintWriter out = spec.commandLine().getOut();
        line(out, "instance", instance.access().address().toString());
        line(out, "health", health(health));
        line(out, "in", number("extole_destination_ingest_total") + " taken or refused since the start");
        line(out, "waiting", number("extole_destination_queue_depth") + " in the queue" + oldest(queue));
        line(out, "aside", aside(delivery.path("held")));
        line(out, "delivery", delivery(delivery));
        line(out, "delivered", number("extole_destination_delivery_total") + " calls answered since the start");
        line(out, "letters", letters(letters));
        line(out, "disk", disk(health.at("/components/diskSpace/details/free")));
        return 0;
    }

    private static void line(PrintWriter out, String what, String how) {
        out.printf("%-10s %s%n", what, how);
    }

    private String number(String meter) throws UnreachableException {
        return String.format(Locale.ROOT, "%,.0f", instance.meter(meter));
    }

    /** By its name each part that is not well; its details are in the health page. */
    private static String health(JsonNode health) {
        String bad = health.path("components").properties().stream()
                .filter(each -> !each.getValue().path("status").asText().equals("UP"))
                .map(each -> each.getKey()
                        + (each.getValue().at("/details/reason").isTextual()
                                ? ": "
                                        + Shown.text(each.getValue()
                                                .at("/details/reason")
                                                .asText())
                                : ""))
                .collect(Collectors.joining("; "));
        return health.path("status").asText() + (bad.isEmpty() ? "" : "  " + bad + "  (curl /actuator/health)");
    }

    private static String oldest(JsonNode queue) {
        JsonNode first = StreamSupport.stream(queue.path("queues").spliterator(), false)
                .filter(each -> each.path("queue").asText().equals("extole.events"))
                .findFirst()
                .map(each -> each.path("messages").path(0))
                .orElse(MissingNode.getInstance());
        return (first.isMissingNode()
                        ? ""
                        : ", the oldest since " + first.path("since").asText() + "  (queue list)")
                + (queue.path("isHeld").asBoolean() ? ". Nothing is tried: queue.hold is set" : "");
    }

    private static String aside(JsonNode held) {
        long events = held.path("events").asLong();
        return events == 0
                ? "0"
                : events + " of " + held.path("persons").asLong() + " persons, the oldest since "
                        + held.path("oldest").asText() + "  (delivery held)";
    }

    private static String delivery(JsonNode delivery) {
        String paused = delivery.path("operations").properties().stream()
                .filter(each -> each.getValue().path("state").asText().equals("paused"))
                .map(each -> each.getKey() + " since "
                        + each.getValue().path("since").asText())
                .collect(Collectors.joining(", "));
        return paused.isEmpty() ? delivery.path("state").asText() : "paused: " + paused + "  (delivery status)";
    }

    private static String letters(JsonNode counts) {
        StringBuilder groups = new StringBuilder();
        counts.path("groups")
                .forEach(group -> groups.append(groups.isEmpty() ? ": " : ", ")
                        .append(group.path("value").asText())
                        .append(' ')
                        .append(group.path("count").asLong()));
        return counts.path("total").asLong()
                + groups.toString()
                + (groups.isEmpty() ? "" : "  (dead-letters count --by code)");
    }

    private static String disk(JsonNode free) {
        return String.format(Locale.ROOT, "%.1f GB free", free.asDouble() / BYTES_OF_A_GB);
    }
}
