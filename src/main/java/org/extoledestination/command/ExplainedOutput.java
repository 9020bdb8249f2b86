package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.mapping.Explanation;
import org.jspecify.annotations.Nullable;

/** A page an event, in columns, for people. */
final class ExplainedOutput implements PreviewOutput {

    /** A longer cell shifts the next one instead of pushing all of them to the right. */
    private static final int WIDEST = 44;

    private static final int LONGEST_VALUE = 60;

    private final PrintWriter out;
    private boolean begun;

    ExplainedOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void print(Preview.Outcome outcome) throws JsonProcessingException {
        if (begun) {
            out.println();
        }
        begun = true;
        out.println(title(outcome));
        if (outcome.skipped().isPresent()) {
            Preview.Reason why = outcome.skipped().get();
            out.println("  not sent (" + why.code() + "): " + why.message());
        }
        if (outcome.explanation().isEmpty()) {
            requests(outcome.requests());
        } else if (outcome.skipped().isEmpty()) {
            explain(outcome, outcome.explanation().get());
            for (ExtoleRequest request : outcome.requests().stream().skip(1).toList()) {
                out.println();
                requests(List.of(request));
            }
        }
        if (outcome.refusal().isPresent()) {
            Preview.Reason why = outcome.refusal().get();
            out.println("  refused (" + why.code() + "): " + why.message());
        }
    }

    private void requests(List<ExtoleRequest> requests) {
        for (ExtoleRequest request : requests) {
            out.println("  POST " + request.operation().path());
            table(request.body().entrySet().stream()
                    .map(entry -> List.of(entry.getKey(), json(entry.getValue())))
                    .toList());
        }
    }

    private static String title(Preview.Outcome outcome) {
        String id = outcome.messageId();
        return "line " + outcome.line() + "  " + outcome.title() + (id.isEmpty() ? "" : "  " + id);
    }

    private void explain(Preview.Outcome outcome, Explanation explanation) throws JsonProcessingException {
        explanation.file().ifPresent(file -> out.println("  " + file + ": " + explanation.why()));
        explanation.passedOver().forEach(file -> out.println("  passed over: " + file));
        out.println();
        if (outcome.requests().isEmpty()) {
            out.println("  What was found");
        } else {
            out.println("  POST " + outcome.requests().get(0).operation().path());
        }
        List<List<String>> rows = new ArrayList<>();
        Stream.concat(
                        Stream.concat(explanation.name().stream(), explanation.time().stream()),
                        explanation.taken().stream())
                .map(taken -> List.of(taken.key(), json(taken.value()), taken.from(), taken.how()))
                .forEach(rows::add);
        table(rows);
        if (!explanation.left().isEmpty()) {
            out.println();
            out.println("  Stays here");
            table(explanation.left().stream()
                    .map(left -> List.of(left.path(), left.reason()))
                    .toList());
        }
        if (outcome.refusal().isPresent()) {
            out.println();
        }
    }

    private void table(List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.min(WIDEST, Math.max(widths[i], row.get(i).length()));
            }
        }
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
            return json.length() <= LONGEST_VALUE || value instanceof Map
                    ? json
                    : json.substring(0, LONGEST_VALUE - 3) + "...";
        } catch (JsonProcessingException e) {
            return "?";
        }
    }
}
