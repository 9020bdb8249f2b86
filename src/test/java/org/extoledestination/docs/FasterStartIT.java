package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.extoledestination.ExtoleDestination;
import org.extoledestination.support.Http;
import org.extoledestination.support.JavaProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The two ways to start faster, as the page prints them, with the packaged jar: the JVM tells where its classes are from. */
class FasterStartIT {

    private static final Page PAGE = new Page(
            Path.of("docs/operations.md"), Page.of("docs/operations.md").section("Start faster"));
    private static final List<String> COMMANDS = PAGE.blocks().get(0).commands();
    private static final String EXTRACT = COMMANDS.get(0);
    private static final String START = COMMANDS.get(COMMANDS.size() - 1);
    private static final String LOG_CLASSES = "export JAVA_TOOL_OPTIONS=-Xlog:class+load:file=classes.log\n";

    /** With room below what was measured: 17,737 classes with JDK 25.0.3, 15,854 with JDK 17.0.15. */
    private static final int MOST = 10_000;

    @TempDir
    private Path folder;

    private final int port = JavaProcess.freePort();

    @BeforeEach
    void installation() throws IOException {
        for (String part : List.of("routes", "config", "docker")) {
            FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
        }
        assertThat(folder.resolve("docker/write-aot-cache").toFile().setExecutable(true))
                .isTrue();
        Path jar = Path.of("target", "extole-destination.jar");
        Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("target")).resolve("extole-destination.jar"),
                jar.toAbsolutePath());
    }

    @Test
    void theCacheOfTheBlockIsUsed() throws Exception {
        Optional<Path> jdk = jdkWithCaches();
        assumeTrue(jdk.isPresent(), "There is no JDK 25 or later: not in JAVA_HOME_25, and not in /usr/lib/jvm");

        String before = String.join("\n", COMMANDS.subList(0, COMMANDS.size() - 1));
        start(jdk.get(), before + '\n' + LOG_CLASSES + "exec " + START);

        assertUsed();
    }

    @Test
    void theArchiveForOlderJdksIsUsed() throws Exception {
        Path jdk = Path.of(System.getProperty("java.home"));
        assumeTrue(
                Files.exists(jdk.resolve("lib/server/classes.jsa")),
                "This JDK came without lib/server/classes.jsa, on which an archive is built (java -Xshare:dump writes it)");
        List<String> options = Page.find("`(-XX:\\w+=app/start.jsa)`", PAGE.text());
        assertThat(options).hasSize(2);

        start(jdk, EXTRACT + "\nexec " + START.replace("-XX:AOTCache=app/start.aot", options.get(0)));
        start(jdk, LOG_CLASSES + "exec " + START.replace("-XX:AOTCache=app/start.aot", options.get(1)));

        assertUsed();
    }

    private static Optional<Path> jdkWithCaches() throws IOException {
        if (Runtime.version().feature() >= 25) {
            return Optional.of(Path.of(System.getProperty("java.home")));
        }
        Path all = Path.of("/usr/lib/jvm");
        try (Stream<Path> found = Files.isDirectory(all) ? Files.list(all) : Stream.empty()) {
            return Stream.concat(
                            Optional.ofNullable(System.getenv("JAVA_HOME_25")).map(Path::of).stream(), found.sorted())
                    .filter(jdk -> Files.isExecutable(jdk.resolve("bin/java")) && feature(jdk) >= 25)
                    .findFirst();
        }
    }

    /** Of a JDK that is not this one; 0 if it does not say. */
    private static int feature(Path jdk) {
        Path release = jdk.resolve("release");
        return Files.exists(release)
                ? Page.find("(?m)^JAVA_VERSION=\"(\\d+)", Page.read(release)).stream()
                        .mapToInt(Integer::parseInt)
                        .findFirst()
                        .orElse(0)
                : 0;
    }

    /** Runs a script whose last command is a start, waits until that is ready, and stops it. */
    private void start(Path jdk, String script) throws IOException, InterruptedException {
        Path said = folder.resolve("said.log");
        ProcessBuilder bash = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        bash.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        bash.environment()
                .putAll(Map.of(
                        "PATH",
                        jdk.resolve("bin") + ":" + System.getenv().getOrDefault("PATH", ""),
                        "SERVER_PORT",
                        String.valueOf(port),
                        "MANAGEMENT_SERVER_PORT",
                        String.valueOf(JavaProcess.freePort()),
                        "SANDBOX_PORT",
                        String.valueOf(JavaProcess.freePort()),
                        "DATA_DIR",
                        folder.resolve("data").toString(),
                        "EXTOLE_EVENTS_URL",
                        "http://127.0.0.1:1",
                        "EXTOLE_API_URL",
                        "http://127.0.0.1:1",
                        "EXTOLE_API_KEY",
                        "key",
                        "SEGMENT_WRITE_KEYS",
                        "key"));
        Process process = bash.start();
        try {
            await().atMost(Duration.ofMinutes(5)).until(() -> {
                assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
                return isReady(script);
            });
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as("It ends. " + Files.readString(said))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(143);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private boolean isReady(String script) {
        // What writes the cache starts the application too.
        if (script.contains("write-aot-cache") && !Files.exists(folder.resolve("classes.log"))) {
            return false;
        }
        try {
            return Http.get(URI.create("http://127.0.0.1:" + port + "/readyz")).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void assertUsed() throws IOException {
        List<String> shared;
        try (Stream<String> lines = Files.lines(folder.resolve("classes.log"))) {
            shared = lines.filter(line -> line.contains("source: shared objects file"))
                    .toList();
        }
        assertThat(shared)
                .anyMatch(line -> line.contains(' ' + ExtoleDestination.class.getName() + ' '))
                .hasSizeGreaterThan(MOST);
    }
}
