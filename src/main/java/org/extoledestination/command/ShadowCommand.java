package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code shadow}: how often and where a candidate set of mapping files gives another result. */
@Command(
        name = "shadow",
        description = "How often and where the candidate mappings (mapping.candidate) give another result.")
final class ShadowCommand implements Runnable {

    @Mixin
    private Instance instance = new Instance();

    @Mixin
    private Form form = new Form();

    private record Row(String mapping, String difference, long count, String example) {}

    @Override
    public void run() {
        form.print(instance.get("/actuator/shadow"), this::print);
    }

    private void print(JsonNode report) {
        if (report.path("state").asText().equals("off")) {
            instance.say(report, "No shadow run: mapping.candidate names no folder.");
            return;
        }
        instance.say(
                report,
                "Shadow run of {candidate} since {since}: {compared|0} compared, {same|0} same, {different|0} different,"
                        + " {notCompared|0} not compared.");
        if (!report.path("mistakes").isEmpty()) {
            instance.say(report, "Nothing is compared as long as the candidate has mistakes:");
            report.path("mistakes").forEach(mistake -> instance.out().println("- " + mistake.asText()));
        }
        List<Row> rows = rows(report.path("differences"));
        if (!rows.isEmpty()) {
            table(rows, instance.out());
        }
    }

    private static List<Row> rows(JsonNode differences) {
        List<Row> rows = new ArrayList<>();
        differences.forEachEntry((mapping, ways) -> ways.forEachEntry((way, one) -> rows.add(new Row(
                mapping, way, one.path("count").asLong(), one.path("example").asText()))));
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
