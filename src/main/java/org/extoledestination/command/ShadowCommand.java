package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.extoledestination.command.Instance.UnreachableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code shadow}: how often and where a candidate set of mapping files gives another result. */
@Command(
        name = "shadow",
        description = "How often and where the candidate mappings (mapping.candidate) give another result.",
        mixinStandardHelpOptions = true)
final class ShadowCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Instance instance;

    @Option(names = "--json", description = "One JSON object, for other programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private record Row(String mapping, String difference, long count, String example) {}

    @Override
    public Integer call() throws UnreachableException {
        JsonNode report = instance.get("/actuator/shadow");
        if (json) {
            spec.commandLine().getOut().println(report);
        } else {
            print(report, spec.commandLine().getOut());
        }
        return 0;
    }

    private static void print(JsonNode report, PrintWriter out) {
        if (report.path("state").asText().equals("off")) {
            out.println("No shadow run: mapping.candidate names no folder.");
            return;
        }
        out.printf(
                "Shadow run of %s since %s: %d compared, %d same, %d different, %d not compared.%n",
                report.path("candidate").asText(),
                report.path("since").asText(),
                report.path("compared").asLong(),
                report.path("same").asLong(),
                report.path("different").asLong(),
                report.path("notCompared").asLong());
        if (!report.path("mistakes").isEmpty()) {
            out.println("Nothing is compared as long as the candidate has mistakes:");
            report.path("mistakes").forEach(mistake -> out.println("- " + mistake.asText()));
        }
        List<Row> rows = rows(report.path("differences"));
        if (!rows.isEmpty()) {
            table(rows, out);
        }
    }

    private static List<Row> rows(JsonNode differences) {
        List<Row> rows = new ArrayList<>();
        differences
                .properties()
                .forEach(mapping -> mapping.getValue()
                        .properties()
                        .forEach(way -> rows.add(new Row(
                                mapping.getKey(),
                                way.getKey(),
                                way.getValue().path("count").asLong(),
                                way.getValue().path("example").asText()))));
        rows.sort(Comparator.comparingLong(Row::count).reversed());
        return rows;
    }

    private static void table(List<Row> rows, PrintWriter out) {
        int mapping = width(rows.stream().map(Row::mapping).toList(), "mapping");
        int difference = width(rows.stream().map(Row::difference).toList(), "difference");
        String line = "%-" + mapping + "s  %-" + difference + "s  %9s  %s%n";
        out.printf("%n" + line, "mapping", "difference", "events", "example (messageId)");
        rows.forEach(row -> out.printf(line, row.mapping(), row.difference(), row.count(), row.example()));
    }

    private static int width(List<String> texts, String heading) {
        return Math.max(
                heading.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }
}
