package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: how an instance is, on one screen, with the command that tells more of each line. */
@Command(
        name = "status",
        description = "How the instance is: what came, what waits, what is paused, what could not be delivered.")
final class StatusCommand implements Callable<Integer> {

    private static final double BYTES_OF_A_GB = 1e9;
    private static final int MB_OF_A_GB = 1_000;
    private static final int MOST_PARTS = 6;

    @Mixin
    private Instance instance = new Instance();

    /** The value of one of the instance's metrics, or why there is none: its broker or database may be away. */
    private record Part(JsonNode json, String fault) {

        String told(Function<JsonNode, String> how) {
            return fault.isEmpty() ? how.apply(json) : "not known: " + fault;
        }
    }

    private Part part(String path) {
        try {
            return new Part(instance.get(path), "");
        } catch (FailedException e) {
            return new Part(MissingNode.getInstance(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Integer call() {
        // It needs nothing but the instance itself, and the token.
        JsonNode build = instance.get("/actuator/info").path("build");
        JsonNode health = instance.health();
        Map<String, Double> in = instance.meter("extole_destination_ingest_total", "outcome");
        Map<String, Double> out = instance.meter("extole_destination_delivery_total", "outcome");
        Part delivery = part("/actuator/delivery");
        Part queue = part("/actuator/queue?limit=1");
        Part letters = part("/actuator/deadletters/count?by=reason");
        line("instance", instance.access().address() + version(build));
        line("health", health(health));
        line("in", number(in.remove("accepted")) + " kept since the start");
        line("refused", total(in) + " at the door since the start" + parts(in) + refused());
        Map<String, Double> depth = instance.meter("extole_destination_queue_depth", "");
        line("waiting", queue.told(first -> depth(depth) + oldest(first)));
        Map<String, Double> shards = instance.meter("extole_destination_queue_shards", "");
        if (!shards.isEmpty()) {
            line("shards", total(shards) + " read by this instance  (curl /actuator/health)");
        }
        line("aside", delivery.told(each -> aside(each.path("held"))));
        line("delivery", delivery.told(StatusCommand::delivery));
        line(
                "delivered",
                number(out.get("delivered")) + " since the start; " + number(out.get("duplicate"))
                        + " repeats were not sent");
        line("calls", calls());
        line("letters", letters.told(StatusCommand::letters));
        line("disk", disk(health.at("/components/diskSpace/details/free")));
        return Stream.of(delivery, queue, letters).allMatch(part -> part.fault().isEmpty()) ? 0 : 1;
    }

    private static String version(JsonNode build) {
        return build.isMissingNode() ? "" : Sentence.of(build, "  version {version}");
    }

    private void line(String what, String how) {
        instance.out().printf("%-10s %s%n", what, how);
    }

    /** A counter is absent before the first time; a gauge shows no number while its database is away. */
    private static String number(@Nullable Double value) {
        return value != null && value.isNaN()
                ? "an unknown number of"
                : String.format(Locale.ROOT, "%,.0f", value == null ? 0 : value);
    }

    private static String total(Map<String, Double> values) {
        return number(sum(values));
    }

    private static double sum(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The most frequent first. */
    private static String parts(Map<String, Double> values) {
        return values.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(MOST_PARTS)
                .map(each -> each.getKey() + ' ' + number(each.getValue()))
                .collect(Collectors.joining(", ", ": ", ""))
                .replaceFirst("^: $", "");
    }

    /** Messages of a queue that nobody has decided on. */
    private String refused() {
        Map<String, Double> messages = instance.meter("extole_destination_refused_messages", "");
        return messages.isEmpty() ? "" : "; " + total(messages) + " messages wait for a decision  (refused list)";
    }

    private String calls() {
        Map<String, Double> calls = instance.meter("extole_destination_calls_seconds_count", "status");
        double seconds = sum(instance.meter("extole_destination_calls_seconds_sum", ""));
        double all = sum(calls);
        return total(calls) + " since the start" + parts(calls)
                + (all == 0 ? "" : String.format(Locale.ROOT, "; %.0f ms on average", 1_000 * seconds / all));
    }

    /** By its name each part that is not well; its details are in the health page. */
    private static String health(JsonNode health) {
        String bad = health.path("components").properties().stream()
                .filter(each -> !each.getValue().path("status").asText().equals("UP"))
                .map(each -> each.getKey() + Sentence.of(each.getValue().path("details"), reason(each.getValue())))
                .collect(Collectors.joining("; "));
        return health.path("status").asText() + (bad.isEmpty() ? "" : "  " + bad + "  (curl /actuator/health)");
    }

    private static String reason(JsonNode component) {
        return component.path("details").path("reason").isTextual() ? ": {reason:text}" : "";
    }

    /** Only the broker inside the instance shows how many there are. */
    private static String depth(Map<String, Double> depth) {
        return depth.isEmpty() ? "how many is not known here: ask the broker" : total(depth) + " in the queue";
    }

    private static String oldest(JsonNode queue) {
        JsonNode first = queue.path("queues")
                .valueStream()
                .filter(each -> each.path("queue").asText().startsWith("extole.events"))
                .map(each -> each.path("messages").path(0))
                .filter(each -> !each.isMissingNode())
                .min(Comparator.comparing(each -> each.path("since").asText()))
                .orElse(MissingNode.getInstance());
        return (first.isMissingNode() ? "" : Sentence.of(first, ", the oldest since {since}  (queue list)"))
                + (queue.path("isHeld").asBoolean() ? ". Nothing is tried: queue.hold is set" : "");
    }

    private static String aside(JsonNode held) {
        if (held.isMissingNode()) {
            return "not known: the database does not answer";
        }
        return held.path("events").asLong() == 0
                ? "0"
                : Sentence.of(held, "{events} of {persons} persons, the oldest since {oldest}  (delivery held)");
    }

    private static String delivery(JsonNode delivery) {
        if (delivery.path("byHand").asBoolean()) {
            JsonNode event = delivery.at("/operations/event");
            return Sentence.of(event, "paused by hand since {since}  (delivery status)");
        }
        String paused = delivery.path("operations").properties().stream()
                .filter(each -> each.getValue().path("state").asText().equals("paused"))
                .map(each -> each.getKey() + Sentence.of(each.getValue(), " since {since}"))
                .collect(Collectors.joining(", "));
        return paused.isEmpty() ? delivery.path("state").asText() : "paused: " + paused + "  (delivery status)";
    }

    private static String letters(JsonNode counts) {
        Map<String, Double> groups = new TreeMap<>();
        counts.path("groups")
                .forEach(group -> groups.put(
                        group.path("value").asText(), group.path("count").asDouble()));
        return total(groups) + parts(groups) + (groups.isEmpty() ? "" : "  (dead-letters count --by code)");
    }

    static String disk(JsonNode free) {
        if (!free.isNumber()) {
            return "not known: the health page has no diskSpace";
        }
        double gigabytes = free.asDouble() / BYTES_OF_A_GB;
        return gigabytes < 1
                ? String.format(Locale.ROOT, "%.0f MB free", gigabytes * MB_OF_A_GB)
                : String.format(Locale.ROOT, "%.1f GB free", gigabytes);
    }
}
