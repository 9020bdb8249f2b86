package org.extoledestination.console;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A line chart, drawn as SVG by {@code chart.jte}: two lines over the last hour.
 *
 * @param title what it shows, with the unit
 * @param first name of the first line
 * @param second name of the second line
 * @param one the path of the first line
 * @param two the path of the second line
 * @param top the highest value of the scale, as text
 * @param middle half of it
 * @param said what a reader hears who does not see it
 */
public record Chart(
        String title, String first, String second, String one, String two, String top, String middle, String said) {

    /** The area of the lines, in units of the drawing. */
    public static final int WIDTH = 600;

    /** The height of it. */
    public static final int HEIGHT = 120;

    private static final double[] STEPS = {1, 2, 5, 10};

    /** Events in and out a second. */
    public static Chart events(List<LastHour.Point> minutes) {
        return of(
                "Events a second, the last hour",
                "in",
                "requests that Extole took",
                minutes,
                each -> OptionalDouble.of(each.in()),
                each -> OptionalDouble.of(each.out()),
                "");
    }

    /** Time from acceptance to Extole. */
    public static Chart times(List<LastHour.Point> minutes) {
        return of(
                "Seconds from acceptance to Extole, the last hour",
                "half are faster (p50)",
                "99 of 100 are faster (p99)",
                minutes,
                LastHour.Point::median,
                LastHour.Point::slowest,
                " s");
    }

    private static Chart of(
            String title,
            String first,
            String second,
            List<LastHour.Point> minutes,
            Function<LastHour.Point, OptionalDouble> one,
            Function<LastHour.Point, OptionalDouble> two,
            String unit) {
        double highest = minutes.stream()
                .mapToDouble(each ->
                        Math.max(one.apply(each).orElse(0), two.apply(each).orElse(0)))
                .max()
                .orElse(0);
        double top = scale(highest);
        String last = minutes.isEmpty()
                ? "nothing yet"
                : text(one.apply(minutes.get(minutes.size() - 1)), unit) + " and "
                        + text(two.apply(minutes.get(minutes.size() - 1)), unit);
        return new Chart(
                title,
                first,
                second,
                path(minutes, one, top),
                path(minutes, two, top),
                text(OptionalDouble.of(top), unit),
                text(OptionalDouble.of(top / 2), unit),
                title + ": " + first + ", " + second + ". The last minute: " + last + ". Highest: "
                        + text(OptionalDouble.of(highest), unit) + '.');
    }

    /** 1, 2 or 5, and noughts. */
    static double scale(double highest) {
        if (highest <= 0) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(highest)));
        for (double step : STEPS) {
            if (step * unit >= highest) {
                return step * unit;
            }
        }
        return 10 * unit;
    }

    /** The newest on the right; where there is no value the line has a gap. */
    private static String path(
            List<LastHour.Point> minutes, Function<LastHour.Point, OptionalDouble> value, double top) {
        StringBuilder path = new StringBuilder();
        double step = (double) WIDTH / LastHour.POINTS;
        boolean isDrawing = false;
        for (int i = 0; i < minutes.size(); i++) {
            OptionalDouble here = value.apply(minutes.get(i));
            if (here.isPresent()) {
                double x = WIDTH - (minutes.size() - 1 - i) * step;
                double y = HEIGHT - HEIGHT * Math.min(1, here.getAsDouble() / top);
                path.append(isDrawing ? 'L' : 'M').append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
                if (!isDrawing) {
                    // A point alone would not be seen.
                    path.append("l-3 0");
                    path.append(String.format(Locale.ROOT, "L%.1f %.1f", x, y));
                }
            }
            isDrawing = here.isPresent();
        }
        return path.toString();
    }

    private static String text(OptionalDouble value, String unit) {
        if (value.isEmpty()) {
            return "none";
        }
        double number = value.getAsDouble();
        return (number >= 10 || number == Math.rint(number)
                        ? String.format(Locale.ROOT, "%,.0f", number)
                        : String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", ""))
                + unit;
    }
}
