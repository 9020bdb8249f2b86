package org.extoledestination.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** One picture of a run: a bar for each figure that has a target, and over time what was delivered and what it took. */
final class Plot {

    private static final int WIDTH = 900;
    private static final int BAR = 22;
    private static final int CHART = 150;
    private static final int LEFT = 390;
    private static final String STYLE = "<style>text{font:12px sans-serif;fill:#222}.t{font-weight:bold}"
            + ".d{fill:none;stroke:#1b6ca8;stroke-width:1.5}.m{fill:none;stroke:#c0392b;stroke-width:1.5}</style>";

    private final StringBuilder svg = new StringBuilder();
    private int y = 30;

    static String of(List<Result> results, String title) {
        Plot plot = new Plot();
        plot.text(10, 18, "t", title);
        for (Result result : results) {
            plot.bars(result);
        }
        for (Result result : results) {
            if (result.samples().size() > 2) {
                plot.chart(result);
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + (plot.y + 10)
                + "\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>" + STYLE + plot.svg + "</svg>\n";
    }

    /** The target is where the line stands: a bar that reaches it is a target met. */
    private void bars(Result result) {
        for (Result.Figure figure : result.figures()) {
            if (figure.target() == 0) {
                continue;
            }
            double share = figure.atLeast()
                    ? figure.median() / figure.target()
                    : figure.target() / Math.max(figure.median(), 1e-9);
            int scale = 200;
            text(10, y + 14, "", result.scenario() + ": " + figure.name());
            add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"14\" fill=\"%s\"/>"
                    .formatted(
                            LEFT,
                            y + 3,
                            (int) (Math.min(share, 1.5) * scale),
                            figure.verdict().equals("met") ? "#3a9d5d" : "#d98032"));
            add("<line x1=\"%1$d\" x2=\"%1$d\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#222\"/>"
                    .formatted(LEFT + scale, y, y + BAR));
            text(
                    LEFT + scale * 3 / 2 + 8,
                    y + 14,
                    "",
                    "%s of %s %s"
                            .formatted(Table.number(figure.median()), Table.number(figure.target()), figure.unit()));
            y += BAR;
        }
    }

    private void chart(Result result) {
        List<Samples.Sample> samples = result.samples();
        y += 24;
        text(10, y, "t", result.scenario());
        y += 6;
        double end = samples.get(samples.size() - 1).seconds();
        double[] rates = new double[samples.size()];
        for (int at = 2; at < rates.length; at++) {
            double seconds = samples.get(at).seconds() - samples.get(at - 2).seconds();
            rates[at] = Math.max(
                    0, (samples.get(at).delivered() - samples.get(at - 2).delivered()) / Math.max(seconds, 0.1));
        }
        double mostRate = Math.max(1, java.util.Arrays.stream(rates).max().orElse(1));
        double mostMemory = samples.stream()
                .mapToDouble(Samples.Sample::residentMegabytes)
                .max()
                .orElse(1);
        add("<rect x=\"60\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f6f6f6\"/>".formatted(y, WIDTH - 120, CHART));
        StringBuilder delivered = new StringBuilder();
        for (int at = 0; at < rates.length; at++) {
            point(delivered, samples.get(at).seconds() / end, rates[at] / mostRate);
        }
        line("d", delivered);
        line("m", points(samples, end, sample -> sample.residentMegabytes() / Math.max(1, mostMemory)));
        text(4, y + 12, "", Table.number(mostRate) + "/s");
        text(WIDTH - 56, y + 12, "", Table.number(mostMemory) + " MB");
        y += CHART + 14;
        text(
                60,
                y,
                "",
                "blue: delivered events/s; red: resident memory of the application; " + Table.number(end) + " s");
    }

    private StringBuilder points(List<Samples.Sample> samples, double end, ToDoubleFunction<Samples.Sample> height) {
        StringBuilder points = new StringBuilder();
        samples.forEach(sample -> point(points, sample.seconds() / end, height.applyAsDouble(sample)));
        return points;
    }

    private void point(StringBuilder points, double along, double high) {
        points.append("%.1f,%.1f ".formatted(60 + along * (WIDTH - 120), y + CHART - high * (CHART - 4)));
    }

    private void line(String style, StringBuilder points) {
        add("<polyline class=\"" + style + "\" points=\"" + points.toString().strip() + "\"/>");
    }

    private void text(int x, int at, String style, String text) {
        add("<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>"
                .formatted(x, at, style, text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private void add(String element) {
        svg.append(element).append(String.format(Locale.ROOT, "%n"));
    }
}
