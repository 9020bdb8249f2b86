package org.extoledestination.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application under test, as somebody would run it: its own process, its own defaults, a folder for its data. */
final class Application implements AutoCloseable {

    private static final long READY_SECONDS = 120;
    private static final int STOP_SECONDS = 60;

    private final Child process;
    private final int port;
    private final int managementPort;
    private final double startSeconds;

    private Application(Child process, int port, int managementPort, long started) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        awaitReady(started);
        this.startSeconds = (System.nanoTime() - started) / 1e9;
    }

    /** How a start differs from the usual one. */
    record Launch(List<String> jvm, Path jar, List<String> settings, Map<String, String> environment) {
        static Launch usual(Options options) {
            return new Launch(options.jvm, options.jar(), options.settings, Map.of());
        }

        Launch with(List<String> more) {
            List<String> all = new ArrayList<>(settings);
            all.addAll(more);
            return new Launch(jvm, jar, all, environment);
        }

        Launch on(Broker broker) {
            return new Launch(
                    jvm,
                    jar,
                    settings,
                    Map.of("BROKER_URL", broker.url(), "BROKER_USER", "", "BROKER_PASSWORD", ""));
        }

        Launch withJvm(List<String> more, Path other) {
            List<String> all = new ArrayList<>(jvm);
            all.addAll(more);
            return new Launch(all, other, settings, environment);
        }
    }

    /** Starts it and waits until it is ready. */
    static Application start(Options options, Work work, Path data, int destinationPort, Launch launch) {
        int port = Work.free(options.port);
        int managementPort = Work.free(0);
        List<String> command = new ArrayList<>();
        command.add(options.java);
        command.addAll(launch.jvm());
        command.add("-jar");
        command.add(launch.jar().toString());
        command.add("--server.port=" + port);
        command.add("--management.server.port=" + managementPort);
        command.addAll(launch.settings());
        Map<String, String> environment = new java.util.HashMap<>(launch.environment());
        environment.put("EXTOLE_API_KEY", "bench");
        environment.put("EXTOLE_EVENTS_URL", "http://127.0.0.1:" + destinationPort);
        environment.put("EXTOLE_API_URL", "http://127.0.0.1:" + destinationPort);
        environment.put("SEGMENT_WRITE_KEYS", HttpLoad.WRITE_KEY);
        environment.put("DATA_DIR", data.toString());
        long started = System.nanoTime();
        Child process = Child.start(work, "application", options.root, environment, false, command);
        return new Application(process, port, managementPort, started);
    }

    private void awaitReady(long started) {
        String readiness = "http://127.0.0.1:" + managementPort + "/actuator/health/readiness";
        while (Http.get(readiness) == null) {
            process.requireAlive();
            if (System.nanoTime() - started > TimeUnit.SECONDS.toNanos(READY_SECONDS)) {
                process.close();
                throw new BenchException("The application was not ready within " + READY_SECONDS
                        + " s. The end of its log, " + process.log() + ":\n" + process.endOfLog());
            }
            pause(20);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new BenchException("Interrupted");
        }
    }

    /** From the start of the process to its first ready answer. */
    double startSeconds() {
        return startSeconds;
    }

    int port() {
        return port;
    }

    Child process() {
        return process;
    }

    /** One of its metrics, summed over all labels but those in {@code labels}; 0 if there is none. */
    double metric(String name, String labels) {
        process.requireAlive();
        String all = Http.get("http://127.0.0.1:" + managementPort + "/actuator/prometheus");
        double sum = 0;
        if (all != null) {
            Matcher line = Pattern.compile("^" + name + "(?:\\{([^}]*)\\})? (\\S+)$", Pattern.MULTILINE)
                    .matcher(all);
            while (line.find()) {
                if (line.group(1) == null || line.group(1).contains(labels)) {
                    sum += Double.parseDouble(line.group(2));
                }
            }
        }
        return sum;
    }

    long queueDepth() {
        return (long) metric("extole_destination_queue_depth", "");
    }

    /** What the heap holds after a collection, in bytes. */
    long liveHeapBytes() {
        tool("GC.run");
        tool("GC.run");
        return (long) metric("jvm_memory_used_bytes", "area=\"heap\"");
    }

    /** One command of the JDK's {@code jcmd}. */
    String tool(String... command) {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid())));
        all.addAll(List.of(command));
        try {
            Process tool = new ProcessBuilder(all).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            tool.waitFor();
            return said;
        } catch (IOException e) {
            throw new BenchException("jcmd does not run: " + e.getMessage() + ". Use a JDK.", e);
        } catch (InterruptedException e) {
            throw new BenchException("Interrupted");
        }
    }

    /** How many bytes its data take on disk. */
    static long bytesOnDisk(Path data) {
        try (java.util.stream.Stream<Path> files = Files.walk(data)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    /** As an operator stops it. */
    void stop() {
        process.stop(STOP_SECONDS);
    }

    @Override
    public void close() {
        process.close();
    }
}
