package org.extoledestination.bench;

import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs scenarios, prints a table, and writes what was seen as JSON and as a picture. */
final class Run {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss").withZone(ZoneOffset.UTC);

    private Run() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        int code;
        try {
            code = run(new Options(arguments));
        } catch (BenchException e) {
            System.err.println(e.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    /** 0: all sound; 1: something that was acknowledged was lost, repeated or out of order; 2: could not measure. */
    private static int run(Options options) {
        if (!Files.exists(options.jar()) && !options.scenarios.equals(List.of("ceiling"))) {
            throw new BenchException(options.jar() + " is not there. 'mvn package -DskipTests' makes it.");
        }
        Map<String, Object> conditions = Conditions.now(options);
        System.err.println("load average before: " + conditions.get("load average before"));
        List<Result> results = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        try (Work work = new Work(options.work, options.keep)) {
            for (String scenario : options.scenarios) {
                System.err.println(scenario);
                try {
                    results.add(new Scenarios(options, work).run(scenario));
                    if (options.scenarios.size() > 1) {
                        System.err.println(Table.of(results.get(results.size() - 1)));
                    }
                } catch (BenchException e) {
                    failed.add(scenario + " could not be measured: " + e.getMessage());
                    System.err.println(failed.get(failed.size() - 1));
                }
                write(options, conditions, results, failed);
            }
        }
        System.out.print(Table.head());
        results.forEach(result -> System.out.print(Table.of(result)));
        failed.forEach(System.out::println);
        if (!failed.isEmpty()) {
            return 2;
        }
        return results.stream().allMatch(Result::isSound) ? 0 : 1;
    }

    private static void write(
            Options options, Map<String, Object> conditions, List<Result> results, List<String> failed) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("conditions", conditions);
        all.put("results", results.stream().map(Result::asMap).toList());
        all.put("failed", failed);
        String name = NAME.format(Instant.parse((String) conditions.get("date")));
        try {
            Files.createDirectories(options.out);
            ObjectWriter json = Load.JSON.writerWithDefaultPrettyPrinter();
            Path file = options.out.resolve(name + ".json");
            Files.writeString(file, json.writeValueAsString(all) + "\n");
            Files.writeString(
                    options.out.resolve(name + ".svg"),
                    Plot.of(results, name + ", " + conditions.get("commit") + ", " + conditions.get("processor")));
            System.err.println("written: " + file);
        } catch (IOException e) {
            throw new BenchException("Cannot write the results to " + options.out + ": " + e.getMessage(), e);
        }
    }
}
