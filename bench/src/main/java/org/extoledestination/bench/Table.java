package org.extoledestination.bench;

import java.util.Locale;

/** The result as text. */
final class Table {

    private static final String ROW = "%-17s %-46s %12s %-9s %21s  %-16s %s%n";

    private Table() {}

    static String head() {
        return ROW.formatted("scenario", "figure", "median", "", "least - most", "target", "")
                + "-".repeat(132)
                + System.lineSeparator();
    }

    static String of(Result result) {
        StringBuilder rows = new StringBuilder();
        for (Result.Figure figure : result.figures()) {
            rows.append(ROW.formatted(
                    result.scenario(),
                    figure.name(),
                    number(figure.median()),
                    figure.unit(),
                    figure.values().size() > 1 ? number(figure.least()) + " - " + number(figure.most()) : "",
                    figure.target() == 0 ? "" : (figure.atLeast() ? "at least " : "at most ") + number(figure.target()),
                    figure.verdict()));
        }
        result.checks().forEach(check -> rows.append("    ").append(check).append(System.lineSeparator()));
        result.notes().forEach(note -> rows.append("    note: ").append(note).append(System.lineSeparator()));
        return rows.toString();
    }

    static String number(double value) {
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
