package org.extoledestination.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;
import org.extoledestination.ExtoleDestination;

/** The application as a process of its own, on fixed ports: killed and started again it is the same to its senders. */
public final class ApplicationProcess implements AutoCloseable {

    private final String java;
    private final List<String> arguments;
    private final Path directory;
    private final Path log;
    private final int ingestPort = JavaProcess.freePort();
    private final int managementPort = JavaProcess.freePort();
    private JavaProcess process;

    /** Starts it for the first time and waits until it takes events. */
    public ApplicationProcess(URI extole, Path folder, String... settings) {
        this(List.of("-Xmx512m"), extole, folder, settings);
    }

    /** The same with the heap of the image, where the first OutOfMemoryError ends it. */
    public static ApplicationProcess asInTheImage(URI extole, Path folder, String... settings) {
        return new ApplicationProcess(List.of("-Xmx360m", "-XX:+ExitOnOutOfMemoryError"), extole, folder, settings);
    }

    private ApplicationProcess(List<String> options, URI extole, Path folder, String... settings) {
        this(JavaProcess.java(), options, extole, folder, settings);
    }

    private ApplicationProcess(String java, List<String> options, URI extole, Path folder, String... settings) {
        this(java, classes(java, options), Path.of("").toAbsolutePath(), folder, ports -> {
            List<String> all = new ArrayList<>(List.of(settings));
            all.addAll(ports);
            return Application.arguments(extole, folder.resolve("data"), all.toArray(String[]::new));
        });
    }

    /**
     * The same in a working directory of its own, where it finds its {@code config} and {@code routes}. It gets the
     * settings of those files; only what the environment usually gives is given, and may be replaced by
     * {@code settings}.
     */
    public static ApplicationProcess inFolder(Path directory, URI extole, Path folder, String... settings) {
        return new ApplicationProcess(
                JavaProcess.java(),
                classes(JavaProcess.java(), List.of("-Xmx512m")),
                directory,
                folder,
                inFolder(extole, folder, settings));
    }

    /** The same out of the jar that is shipped. */
    public static ApplicationProcess ofJar(Path jar, Path directory, URI extole, Path folder, String... settings) {
        return new ApplicationProcess(
                JavaProcess.java(),
                List.of("-Xmx512m", "-jar", jar.toAbsolutePath().toString()),
                directory,
                folder,
                inFolder(extole, folder, settings));
    }

    private static List<String> classes(String java, List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(
                java.equals(JavaProcess.java())
                        ? SharedClasses.options()
                        : List.of("-cp", System.getProperty("java.class.path")));
        all.add(ExtoleDestination.class.getName());
        return all;
    }

    private static UnaryOperator<List<String>> inFolder(URI extole, Path folder, String... settings) {
        return ports -> {
            List<String> all = new ArrayList<>(List.of(
                    "EXTOLE_EVENTS_URL=" + extole,
                    "EXTOLE_API_URL=" + extole,
                    "EXTOLE_API_KEY=sandbox-api-key",
                    "SEGMENT_WRITE_KEYS=" + Application.WRITE_KEY,
                    "SEGMENT_SUBSCRIPTION_KEYS=" + Application.SUBSCRIPTION_KEY,
                    "DATA_DIR=" + folder.resolve("data")));
            all.addAll(List.of(settings));
            all.addAll(ports);
            return all.stream().map(setting -> "--" + setting).toList();
        };
    }

    private ApplicationProcess(
            String java, List<String> program, Path directory, Path folder, UnaryOperator<List<String>> settings) {
        this.java = java;
        this.directory = directory;
        arguments = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        arguments.addAll(program);
        arguments.addAll(
                settings.apply(List.of("server.port=" + ingestPort, "management.server.port=" + managementPort)));
        log = folder.resolve("application.log");
        Tokens.know(managementPort, folder.resolve("data").resolve("management-token"));
        process = JavaProcess.start(java, directory, log, arguments);
        awaitReady();
    }

    /** An address of the ingest port. */
    public URI ingest(String path) {
        return URI.create("http://127.0.0.1:" + ingestPort + path);
    }

    /** An address of the management port. */
    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    /** What it has printed. */
    public Path log() {
        return log;
    }

    /** For the first time with JVM options of the test's choice, its memory among them. */
    public static ApplicationProcess withJvm(List<String> options, URI extole, Path folder, String... settings) {
        return new ApplicationProcess(options, extole, folder, settings);
    }

    /** The same with another {@code java} than that of the test. */
    public static ApplicationProcess withJava(
            Path java, List<String> options, URI extole, Path folder, String... settings) {
        return new ApplicationProcess(java.toString(), options, extole, folder, settings);
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, after waiting for the end. */
    public int exitCode() {
        return process.exitCode();
    }

    /** {@code kill -9}: it has no time for anything. */
    public void kill() {
        process.kill();
    }

    /** {@code kill -STOP}: it stands still, with all its connections. */
    public void hang() {
        process.hang();
    }

    /** {@code kill -CONT}. */
    public void goOn() {
        process.goOn();
    }

    /** {@code kill}: it may finish what it does. */
    public void stop() {
        process.stop();
    }

    /** Starts it again and waits until it takes events. */
    public void startAgain() {
        process = JavaProcess.start(java, directory, log, arguments);
        awaitReady();
    }

    private void awaitReady() {
        try {
            await().atMost(Duration.ofMinutes(4)).until(this::isReady);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("The application is not ready. It printed last:\n" + lastLines(), e);
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The application ended instead of starting: see " + log);
        }
        try {
            return Http.get(management("/actuator/health/readiness")).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
