package org.extoledestination.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The benchmarks of bench/jmh: one core, nothing but the code itself. */
final class Micro {

    private static final double TARGET = 100_000;

    private final Options options;
    private final Work work;

    Micro(Options options, Work work) {
        this.options = options;
        this.work = work;
    }

    void run(Result result) {
        Path jmh = options.home.resolve("jmh");
        Path scores = work.folder().resolve("jmh.json");
        Extracted.of(options);
        String length = options.quick ? "1" : "5";
        try (Child child = Child.start(
                work,
                "jmh",
                jmh,
                Map.of(),
                false,
                List.of(
                        jmh.resolve("run").toString(),
                        "-f",
                        options.quick ? "1" : "3",
                        "-wi",
                        options.quick ? "2" : "5",
                        "-i",
                        options.quick ? "2" : "5",
                        "-w",
                        length,
                        "-r",
                        length,
                        "-rf",
                        "json",
                        "-rff",
                        scores.toString()))) {
            child.await();
            if (!Files.exists(scores)) {
                throw child.ended();
            }
            for (JsonNode score : Load.JSON.readTree(scores.toFile())) {
                String name = score.get("benchmark").asText().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
                if (score.path("params").has("event")) {
                    name += ", " + score.path("params").get("event").asText();
                }
                double target = name.startsWith("MappingsBenchmark") ? TARGET : 0;
                for (JsonNode fork : score.get("primaryMetric").get("rawData")) {
                    for (JsonNode value : fork) {
                        result.add(name, "events/s", true, target, value.asDouble());
                    }
                }
            }
        } catch (IOException e) {
            throw new BenchException("The scores of bench/jmh cannot be read", e);
        }
    }
}
