package org.extoledestination.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of processes that tests start, with an archive of its libraries' classes (class data sharing), which saves a
 * third of a start's processor time.
 *
 * <p>The first process that is started has the archive written beside it, in {@code target}; who starts earlier does
 * without. The JVM itself ignores an archive that does not fit the libraries.
 */
public final class SharedClasses {

    private static final Path FOLDER = Path.of("target", "shared-classes").toAbsolutePath();
    private static final Path ARCHIVE = FOLDER.resolve("libraries.jsa");

    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator));

    static {
        Thread writer = new Thread(SharedClasses::write, "shared-classes");
        writer.setDaemon(true);
        writer.start();
    }

    private SharedClasses() {}

    /** Options of {@code java}: the class path, and the archive if there is one by now. */
    public static List<String> options() {
        List<String> options = new ArrayList<>();
        if (Files.exists(ARCHIVE)) {
            options.add("-XX:SharedArchiveFile=" + ARCHIVE);
        }
        // An archive is for a class path that begins with its own, and knows no folders.
        options.addAll(List.of("-cp", entries(true) + File.pathSeparator + entries(false)));
        return options;
    }

    private static String entries(boolean areLibraries) {
        return CLASS_PATH.stream()
                .filter(entry -> entry.endsWith(".jar") == areLibraries)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void write() {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel channel = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null && !Files.exists(ARCHIVE)) {
                    write(FOLDER.resolve("classes"), FOLDER.resolve("new.jsa"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path classes, Path archive) throws IOException {
        run(Stream.of(
                "-XX:DumpLoadedClassList=" + classes,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, CLASS_PATH),
                Once.class.getName()));
        List<String> ofLibraries = Files.readAllLines(classes).stream()
                .filter(line -> !line.startsWith("org/extoledestination/"))
                .toList();
        Files.write(classes, ofLibraries);
        // By this collector without objects, which would take room in small heaps.
        run(Stream.of(
                "-Xshare:dump",
                "-XX:+UseSerialGC",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive,
                "-cp",
                entries(true)));
        if (Files.exists(archive)) {
            Files.move(archive, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void run(Stream<String> arguments) throws IOException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(JavaProcess.java()), arguments).toList())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            process.waitFor(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The application, started and ended: the classes that a process of a test loads. */
    static final class Once {

        private Once() {}

        /** The process. */
        public static void main(String[] arguments) throws IOException {
            Application.start(URI.create("http://127.0.0.1:1"), Files.createTempDirectory(FOLDER, "data"))
                    .close();
            System.exit(0);
        }
    }
}
