package org.extoledestination.command;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The progress for the operator: a bar on a terminal, an occasional plain line in a log. */
final class ImportOutput {

    private static final int BAR = 24;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_BARS = Duration.ofMillis(200);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private long begin = System.nanoTime();
    private long shown = begin;
    private int barLength;
    private long firstEvent;
    private long firstByte;

    ImportOutput(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        this.terminal = isTerminal(System.console());
    }

    /** From Java 22 on there is a console without a terminal too, which tells by a method that Java 17 has not. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(@Nullable Console console) {
        try {
            return console != null
                    && Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }

    /** From here on rate and remaining time are counted. */
    void begin(long events, long position) {
        begin = System.nanoTime();
        shown = begin;
        firstEvent = events;
        firstByte = position;
    }

    /** Shows how far it is, unless it was shown just now or the end is not known. */
    void progress(Tally tally, long position, long size) {
        long now = System.nanoTime();
        if (size == 0 || now - shown < (terminal ? BETWEEN_BARS : BETWEEN_LINES).toNanos()) {
            return;
        }
        shown = now;
        int percent = (int) (100 * position / Math.max(1, size));
        String line = String.format(
                Locale.ROOT, "%3d%%  %,d events  %s%s", percent, tally.read(), rate(tally), left(position, size));
        if (terminal) {
            String bar = "=".repeat(BAR * percent / 100);
            bar(String.format(Locale.ROOT, "[%-" + BAR + "s] %s", bar, line));
        } else {
            out.println(line.strip());
            out.flush();
        }
    }

    private void bar(String text) {
        out.print('\r' + text + " ".repeat(Math.max(0, barLength - text.length())));
        out.flush();
        barLength = text.length();
    }

    /** Leaves the line of the bar, if there is one. */
    void endBar() {
        if (barLength > 0) {
            bar("");
            out.print('\r');
            out.flush();
            barLength = 0;
        }
    }

    /** A line about what happens, apart from the results. */
    void say(String line) {
        endBar();
        err.println(line);
        err.flush();
    }

    /** The end of it all. */
    void summary(String headline, Tally tally) {
        endBar();
        String codes = tally.refused().entrySet().stream()
                .map(code -> code.getKey() + ' ' + code.getValue())
                .collect(Collectors.joining(", "));
        out.println(headline);
        out.printf(Locale.ROOT, "  read      %,12d%n", tally.read());
        out.printf(Locale.ROOT, "  accepted  %,12d%n", tally.accepted());
        out.printf(Locale.ROOT, "  left out  %,12d%n", tally.leftOut());
        out.printf(Locale.ROOT, "  refused   %,12d  %s", tally.allRefused(), codes);
        out.println();
        out.println("  " + rate(tally) + " in " + spoken(seconds()));
        out.flush();
    }

    private long seconds() {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    private String rate(Tally tally) {
        double seconds = Math.max(1, System.nanoTime() - begin) / 1e9;
        return String.format(Locale.ROOT, "%,.0f/s", (tally.read() - firstEvent) / seconds);
    }

    private String left(long position, long size) {
        if (position <= firstByte) {
            return "";
        }
        double perByte = (System.nanoTime() - begin) / 1e9 / (position - firstByte);
        return "  " + spoken(Math.round(perByte * (size - position))) + " left";
    }

    /** A number of seconds as people say it. */
    static String spoken(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
}
