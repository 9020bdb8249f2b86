package org.extoledestination.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one scenario has shown. */
final class Result {

    /**
     * One figure, measured once or several times.
     *
     * @param atLeast whether more is better; otherwise less is
     * @param target what the project promises itself; 0: nothing
     */
    record Figure(String name, String unit, boolean atLeast, double target, List<Double> values) {
        double median() {
            double[] sorted = sorted();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        double least() {
            return sorted()[0];
        }

        double most() {
            return sorted()[values.size() - 1];
        }

        private double[] sorted() {
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            return sorted;
        }

        String verdict() {
            if (target == 0) {
                return "";
            }
            return (atLeast ? median() >= target : median() <= target) ? "met" : "missed";
        }
    }

    private final String scenario;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<String> checks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Object> details = new LinkedHashMap<>();
    private final List<Samples.Sample> samples = new ArrayList<>();
    private boolean sound = true;

    Result(String scenario) {
        this.scenario = scenario;
    }

    String scenario() {
        return scenario;
    }

    /** Adds one more value to a figure. */
    void add(String name, String unit, boolean atLeast, double target, double value) {
        figures.computeIfAbsent(name, key -> new Figure(name, unit, atLeast, target, new ArrayList<>()))
                .values()
                .add(value);
    }

    void add(String name, String unit, double value) {
        add(name, unit, true, 0, value);
    }

    List<Figure> figures() {
        return List.copyOf(figures.values());
    }

    Figure figure(String name) {
        return figures.get(name);
    }

    void check(boolean passed, String text) {
        sound &= passed;
        checks.add((passed ? "ok: " : "FAILED: ") + text);
    }

    boolean isSound() {
        return sound;
    }

    List<String> checks() {
        return checks;
    }

    void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return notes;
    }

    void detail(String name, Object value) {
        details.put(name, value);
    }

    void addSamples(List<Samples.Sample> more) {
        double offset = samples.isEmpty() ? 0 : samples.get(samples.size() - 1).seconds();
        more.forEach(sample -> samples.add(sample.later(offset)));
    }

    List<Samples.Sample> samples() {
        return samples;
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("scenario", scenario);
        map.put("sound", sound);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Figure figure : figures.values()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", figure.name());
            one.put("unit", figure.unit());
            one.put("median", figure.median());
            one.put("least", figure.least());
            one.put("most", figure.most());
            if (figure.target() > 0) {
                one.put("target", figure.target());
                one.put("targetIs", figure.atLeast() ? "at least" : "at most");
                one.put("verdict", figure.verdict());
            }
            one.put("values", figure.values());
            all.add(one);
        }
        map.put("figures", all);
        map.put("checks", checks);
        map.put("notes", notes);
        map.put("details", details);
        map.put("samples", samples);
        return map;
    }
}
