package org.extoledestination.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Java process of its own, which can be killed without warning. */
public final class JavaProcess {

    private final Process process;

    private JavaProcess(Process process) {
        this.process = process;
    }

    private static final Path HERE = Path.of("").toAbsolutePath();

    /** Starts {@code java} with these arguments; what it prints goes to {@code log}. */
    static JavaProcess start(Path log, List<String> arguments) {
        return start(HERE, log, arguments);
    }

    /** The same in a working directory of its own. */
    static JavaProcess start(Path directory, Path log, List<String> arguments) {
        return start(java(), directory, log, arguments);
    }

    /** The same with another {@code java}. */
    static JavaProcess start(String java, Path directory, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(arguments);
        return launch(directory, log, command);
    }

    /** The program {@code java} that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts a script that ends as a Java process. */
    static JavaProcess launch(Path log, List<String> command) {
        return launch(HERE, log, command);
    }

    /** The same in a working directory of its own. */
    static JavaProcess launch(Path directory, Path log, List<String> command) {
        try {
            return new JavaProcess(new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until something listens on this port of the loopback address. */
    JavaProcess awaitListening(int port) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> listens(port));
        return this;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until it ends by itself. */
    void await() {
        awaitEnd();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, after waiting for the end. */
    int exitCode() {
        awaitEnd();
        return process.exitValue();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** {@code kill -STOP}. */
    void hang() {
        signal("-STOP");
    }

    /** {@code kill -CONT}. */
    void goOn() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill}. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("The process did not end within five minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * A port that nothing listens on, below those that the system gives to connections (from 32768 on Linux): what is
     * killed and started again finds its port free.
     */
    public static int freePort() {
        for (int port : ThreadLocalRandom.current().ints(100, 10_000, 32_768).toArray()) {
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Something listens there: the next.
            }
        }
        throw new IllegalStateException("None of 100 ports is free");
    }
}
