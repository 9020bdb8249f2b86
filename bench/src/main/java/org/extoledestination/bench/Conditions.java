package org.extoledestination.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Under which conditions was measured: without them a figure is a rumour. */
final class Conditions {

    private static final int FORCES = 200;

    private Conditions() {}

    static Map<String, Object> now(Options options) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.put("commit", said(options.root, "git", "describe", "--always", "--dirty", "--abbrev=10"));
        conditions.put("arguments", options.arguments);
        conditions.put("processors", Runtime.getRuntime().availableProcessors());
        conditions.put("processor", fromFile("/proc/cpuinfo", "model name"));
        conditions.put("memory", fromFile("/proc/meminfo", "MemTotal"));
        conditions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        conditions.put("java of the application", said(options.root, options.java, "-version"));
        conditions.put("options of its JVM", options.jvm);
        conditions.put("settings changed", options.settings);
        conditions.put("load average before", text("/proc/loadavg"));
        conditions.put("one write of 1 KB forced to disk, ms", forced(options.work));
        conditions.put("size of an event, bytes", Events.meanSize());
        return conditions;
    }

    /** The number of the application's Java: 17, 25. */
    static int javaFeature(Options options) {
        Matcher version =
                Pattern.compile("version \"(\\d+)").matcher(said(options.root, options.java, "-version"));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static String fromFile(String file, String word) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(word))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String said(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.strip().lines().findFirst().orElse("");
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            throw new BenchException("Interrupted");
        }
    }

    private static double forced(Path folder) {
        Path file = folder.resolve("forced");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                long started = System.nanoTime();
                for (int write = 0; write < FORCES; write++) {
                    channel.write(ByteBuffer.allocate(1024));
                    channel.force(false);
                }
                return (System.nanoTime() - started) / 1e6 / FORCES;
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BenchException("Cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }
}
