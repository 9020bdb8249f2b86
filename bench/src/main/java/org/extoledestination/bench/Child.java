package org.extoledestination.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of the bench: its log, its end, and what the kernel says of it. */
final class Child implements AutoCloseable {

    private static final long TICKS_A_SECOND = 100;
    private static final int LOG_LINES = 40;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a process whose standard output is a log, or is read by {@link #line()}.
     *
     * @param directory where it runs
     * @param environment beside the one of this process
     * @param talks whether its output is read
     */
    static Child start(
            Work work,
            String name,
            Path directory,
            Map<String, String> environment,
            boolean talks,
            List<String> command) {
        Path log = work.folder().resolve(name + ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().putAll(environment);
            builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            if (!talks) {
                builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            }
            Process process = builder.start();
            work.note(process);
            return new Child(name, log, process);
        } catch (IOException e) {
            throw new BenchException("Cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** The next line it says. */
    String line() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw ended();
            }
            return line;
        } catch (IOException e) {
            throw new BenchException("Cannot read what " + name + " says", e);
        }
    }

    void say(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    /** @throws BenchException with the end of its log if it has ended */
    void requireAlive() {
        if (!process.isAlive()) {
            throw ended();
        }
    }

    BenchException ended() {
        try {
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new BenchException("The process '" + name + "' has ended"
                + (process.isAlive() ? "" : " with " + process.exitValue()) + ". The end of its log, " + log + ":\n"
                + endOfLog());
    }

    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    /** Resident memory in bytes; 0 if it has ended. */
    long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    /** Processor time it has used so far, in seconds. */
    double cpuSeconds() {
        return cpu(Path.of("/proc/" + pid() + "/stat"));
    }

    /** The same by kind of thread: numbers in names do not count. */
    Map<String, Double> cpuSecondsByThread() {
        Map<String, Double> seconds = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            threads.forEach(thread -> {
                String kind = threadName(thread);
                seconds.merge(kind, cpu(thread.resolve("stat")), Double::sum);
            });
        } catch (IOException e) {
            return seconds;
        }
        return seconds;
    }

    private static String threadName(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"))
                    .strip()
                    .replaceAll("[\\d#-]+", " ")
                    .strip();
        } catch (IOException e) {
            return "ended";
        }
    }

    private static double cpu(Path stat) {
        try {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Waits until it ends by itself. */
    void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new BenchException("Interrupted");
        }
    }

    /** Asks it to end, and makes it end after {@code seconds}. */
    void stop(int seconds) {
        process.destroy();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
