package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.mapping.Explanation;
import org.jspecify.annotations.Nullable;

/** A page an event, in columns, for people. */
final class ExplainedOutput {

    /** A longer cell shifts the next one instead of pushing all of them to the right. */
    private static final int WIDEST = 44;

    private static final int LONGEST_VALUE = 60;

    /** Where a value comes from that no mapping file has made. */
    private static final String ROUTE = "a route";

    private final PrintWriter out;
    private boolean begun;

    ExplainedOutput(PrintWriter out) {
        this.out = out;
    }

    void print(MappedEvent event) {
        if (begun) {
            out.println();
        }
        begun = true;
        String id = event.messageId();
        out.println("line " + event.line() + "  " + event.title() + (id.isEmpty() ? "" : "  " + id));
        List<Preview.Request> requests = event.preview().requests();
        if (event.isSkipped()) {
            out.println("  not sent (" + event.preview().outcome() + "): " + event.why());
            requests.forEach(this::request);
        } else if (event.explanation().isPresent()) {
            Optional<Preview.Request> mapped =
                    requests.stream().filter(ExplainedOutput::isMapped).findFirst();
            explain(event, event.explanation().get(), mapped);
            List<Preview.Request> others = new ArrayList<>(requests);
            mapped.ifPresent(others::remove);
            for (Preview.Request request : others) {
                out.println();
                request(request);
            }
        } else {
            requests.forEach(this::request);
        }
        if (event.isRefused()) {
            out.println("  refused (" + event.preview().code() + "): " + event.why());
        }
    }

    private void request(Preview.Request request) {
        out.println(address(request));
        JsonNode body = ArchiveJson.treeOrText(request.body());
        table(
                body.isObject()
                        ? body.propertyStream()
                                .map(entry -> List.of(entry.getKey(), json(entry.getValue())))
                                .toList()
                        : List.of(List.of(json(body))));
    }

    private static String address(Preview.Request request) {
        return request.path().isEmpty() ? "  to " + request.operation() : "  POST " + request.path();
    }

    /** Whether it is what the mapping made: an event for Extole. */
    private static boolean isMapped(Preview.Request request) {
        return !request.path().isEmpty()
                && ArchiveJson.treeOrText(request.body()).has("event_name");
    }

    private void explain(MappedEvent event, Explanation explanation, Optional<Preview.Request> mapped) {
        explanation.file().ifPresent(file -> out.println("  " + file + ": " + explanation.why()));
        explanation.passedOver().forEach(file -> out.println("  passed over: " + file));
        out.println();
        out.println(mapped.map(ExplainedOutput::address).orElse("  What was found"));
        Map<String, JsonNode> leaves = leaves(mapped);
        Stream<List<String>> taken = Stream.of(
                        explanation.name().stream(), explanation.time().stream(), explanation.taken().stream())
                .flatMap(each -> each)
                .map(each -> mapped.isEmpty() ? row(each) : row(each, leaves.remove(each.key())));
        List<List<String>> rows = new ArrayList<>(taken.toList());
        leaves.forEach((key, value) -> rows.add(List.of(key, json(value), ROUTE, "")));
        table(rows);
        if (!explanation.left().isEmpty()) {
            out.println();
            out.println("  Stays here");
            table(explanation.left().stream()
                    .map(left -> List.of(left.path(), left.reason()))
                    .toList());
        }
        if (event.isRefused()) {
            out.println();
        }
    }

    private static List<String> row(Explanation.Taken taken) {
        return List.of(taken.key(), json(taken.value()), taken.from(), taken.how());
    }

    /** The routes decide what is sent. */
    private static List<String> row(Explanation.Taken taken, @Nullable JsonNode leaves) {
        if (leaves == null) {
            return List.of(taken.key(), "-", ROUTE, "leaves it out: " + taken.from());
        }
        JsonNode found = ArchiveJson.MAPPER.valueToTree(taken.value());
        boolean isSame = (found.isNumber() && leaves.isNumber())
                ? found.decimalValue().compareTo(leaves.decimalValue()) == 0
                : found.equals(leaves);
        return isSame ? row(taken) : List.of(taken.key(), json(leaves), ROUTE, "instead of " + taken.from());
    }

    private static Map<String, JsonNode> leaves(Optional<Preview.Request> mapped) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        mapped.map(request -> ArchiveJson.treeOrText(request.body())).ifPresent(body -> {
            body.properties().forEach(each -> leaves.put(each.getKey(), each.getValue()));
            JsonNode data = leaves.remove("data");
            if (data != null) {
                data.properties().forEach(each -> leaves.put(each.getKey(), each.getValue()));
            }
        });
        return leaves;
    }

    private void table(List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(i -> rows.stream()
                        .mapToInt(row -> Math.min(WIDEST, row.get(i).length()))
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("    ");
            int column = line.length();
            for (int i = 0; i < columns; i++) {
                line.append(" ".repeat(Math.max(0, column - line.length())));
                line.append(row.get(i)).append(row.get(i).isEmpty() ? "" : "  ");
                column += widths[i] + 2;
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String json(@Nullable Object value) {
        try {
            String json = ArchiveJson.MAPPER.writeValueAsString(value);
            return json.length() <= LONGEST_VALUE || value instanceof ObjectNode
                    ? json
                    : json.substring(0, LONGEST_VALUE - 3) + "...";
        } catch (JsonProcessingException e) {
            return "?";
        }
    }
}
