package org.extoledestination.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Where a run keeps its files while it lasts, and which processes it has started. All of it is gone afterwards. */
final class Work implements AutoCloseable {

    private final Path folder;
    private final boolean keep;
    private final List<Process> processes = new CopyOnWriteArrayList<>();

    Work(Path folder, boolean keep) {
        this.folder = folder;
        this.keep = keep;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BenchException("Cannot make the folder " + folder + ": " + e.getMessage(), e);
        }
        // Ctrl-C too leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    Path folder() {
        return folder;
    }

    /** A new folder for the data of one application. */
    Path data(String name) {
        return folder.resolve("data-" + name);
    }

    /** bench/run ends what is named here, should this process be killed. */
    void note(Process process) {
        processes.add(process);
        try {
            Child.append(folder.resolve("pids"), process.pid() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws BenchException if the disk has less than {@code bytes} left */
    void requireRoom(long bytes, String what) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw new BenchException("Not enough disk for " + what + ": " + folder + " has " + free / 1_000_000
                        + " MB left, " + bytes / 1_000_000
                        + " MB are needed. Make room, choose another disk with --work,"
                        + " or ask for fewer events.");
            }
        } catch (IOException e) {
            throw new BenchException("Cannot tell how much room is left in " + folder, e);
        }
    }

    /** @throws BenchException if something listens at {@code port} already */
    static int free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchException(
                    "Port " + port + " is in use. End what listens there, or leave --port out: a free one is taken.",
                    e);
        }
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end() {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                return;
            }
        }
        if (!keep) {
            delete(folder);
        }
    }

    @Override
    public void close() {
        end();
    }
}
