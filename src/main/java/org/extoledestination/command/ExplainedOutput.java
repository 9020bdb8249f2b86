package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.mapping.Explanation;

/** A page an event, in columns, for people. */
final class ExplainedOutput {

    /** A longer cell shifts the next one instead of pushing all of them to the right. */
    private static final int WIDEST = 44;

    private static final int LONGEST_VALUE = 60;

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
            Optional<Preview.Request> mapped = event.preview().mapped();
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
        JsonNode body = request.json();
        table(
                body.isObject()
                        ? body.propertyStream()
                                .map(entry -> List.of(entry.getKey(), cut(json(entry.getValue()))))
                                .toList()
                        : List.of(List.of(cut(json(body)))));
    }

    private static String address(Preview.Request request) {
        return request.path().isEmpty() ? "  to " + request.operation() : "  POST " + request.path();
    }

    private void explain(MappedEvent event, Explanation explanation, Optional<Preview.Request> mapped) {
        explanation.file().ifPresent(file -> out.println("  " + file + ": " + explanation.why()));
        explanation.passedOver().forEach(file -> out.println("  passed over: " + file));
        out.println();
        out.println(mapped.map(ExplainedOutput::address).orElse("  What was found"));
        table(explanation.rows(mapped.map(Preview.Request::json).orElse(null)).stream()
                .map(row -> List.of(row.key(), cut(row.value()), row.from(), row.how()))
                .toList());
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

    private static String json(JsonNode value) {
        try {
            return ArchiveJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "?";
        }
    }

    private static String cut(String json) {
        return json.length() <= LONGEST_VALUE || json.startsWith("{")
                ? json
                : json.substring(0, LONGEST_VALUE - 3) + "...";
    }
}
