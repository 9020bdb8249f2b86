package org.extoledestination.console;

import java.util.List;
import java.util.Locale;

/** A small bar chart in a table, as the path of an SVG that is 96 wide and 20 high. */
final class Spark {

    private static final double WIDTH = 96;
    private static final double HEIGHT = 20;

    private Spark() {}

    static String path(List<Long> values) {
        long highest = values.stream().mapToLong(Long::longValue).max().orElse(0);
        double step = WIDTH / Math.max(1, values.size());
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.size() && highest > 0; i++) {
            if (values.get(i) > 0) {
                double height = Math.max(1.5, HEIGHT * values.get(i) / highest);
                path.append(String.format(
                        Locale.ROOT, "M%.1f %.0fv%.1fh%.1fv%.1fz", i * step, HEIGHT, -height, step * 0.8, height));
            }
        }
        return path.toString();
    }
}
