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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.extoledestination.support.Http;
import org.extoledestination.support.JavaProcess;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that is released: unpacked, started by its script, stopped by a signal. */
class ArchiveIT {

    private static final String POM = Page.read(Path.of("pom.xml"));
    private static final String NAME = "extole-destination-"
            + Page.find("<artifactId>extole-destination</artifactId>\\s*<version>([^<]+)<", POM)
                    .get(0);
    private static final Path ARCHIVE = Path.of("target", NAME + ".tar.gz");

    @TempDir
    private Path folder;

    private final int ingest = JavaProcess.freePort();
    private final int sandbox = JavaProcess.freePort();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "JAVA_OPTS",
            "-XX:TieredStopAtLevel=1 -Xmx300m",
            "SERVER_PORT",
            String.valueOf(ingest),
            "MANAGEMENT_SERVER_PORT",
            String.valueOf(JavaProcess.freePort()),
            "SANDBOX_PORT",
            String.valueOf(sandbox)));

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        Process tar = new ProcessBuilder("tar", "-xzf", ARCHIVE.toAbsolutePath().toString())
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
    }

    private Path home() {
        return folder.resolve(NAME);
    }

    /** From a folder that is not its own, through a link, as somebody calls what stands on the PATH. */
    private Process run(Path said, String... arguments) throws IOException {
        Path caller = Files.createDirectories(folder.resolve("somewhere else"));
        Path link = caller.resolve("extole-destination");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, home().resolve("bin/extole-destination"));
        }
        List<String> command = new ArrayList<>(List.of("./extole-destination"));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(caller.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        process.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "SEGMENT_WRITE_KEYS"));
        process.environment().putAll(environment);
        return process.start();
    }

    private String said(int expected, String... arguments) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = run(said, arguments);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(expected);
        return Files.readString(said);
    }

    @Test
    void itsScriptStartsItDeliversAnEventAndStopsItByASignal() throws Exception {
        Path log = folder.resolve("log.txt");
        Process application = run(log, "--spring.profiles.active=sandbox");
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(application.isAlive()).as(Files.readString(log)).isTrue();
                return isReady();
            });
            assertThat(Http.post(
                                    URI.create("http://127.0.0.1:" + ingest + "/v1/track"),
                                    "sandbox-write-key",
                                    "{\"userId\": \"u-1\", \"event\": \"Song Played\"}")
                            .statusCode())
                    .isEqualTo(200);
            SandboxView extole = new SandboxView(URI.create("http://127.0.0.1:" + sandbox));
            await().until(() -> extole.eachEvents("/event_name").equals(List.of("Song Played")));
            assertThat(said(0, "status")).contains("version ");

            application.destroy();
            assertThat(application.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(application.exitValue()).as(Files.readString(log)).isEqualTo(143);
            assertThat(home().resolve("data/sandbox")).isDirectory();
        } finally {
            application.destroyForcibly();
        }
    }

    private boolean isReady() {
        try {
            return Http.get(URI.create("http://127.0.0.1:" + ingest + "/readyz"))
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What it is given stands where it is called, not where it is installed. */
    @Test
    void filesOfACommandAreNamedFromWhereItIsCalled() throws Exception {
        Files.writeString(
                Files.createDirectories(folder.resolve("somewhere else")).resolve("mine.json"),
                "{\"type\": \"track\", \"userId\": \"u-1\", \"event\": \"Mine\"}");

        assertThat(said(0, "map", "--mappings=../" + NAME + "/config/mappings", "--source", "segment", "mine.json"))
                .contains("\"event_name\":\"Mine\"");
    }

    @Test
    void withoutJavaItSaysWhatIsMissing() throws Exception {
        environment.put("JAVA_HOME", folder.toString());
        assertThat(said(1, "help")).startsWith("JAVA_HOME is " + folder).contains("version 17 or later");

        environment.put("JAVA_HOME", "");
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String program : List.of("bash", "dirname", "readlink")) {
            Files.createSymbolicLink(programs.resolve(program), Path.of("/usr/bin", program));
        }
        environment.put("PATH", programs.toString());
        assertThat(said(1, "help")).startsWith("There is no program java on the PATH");
    }

    @Test
    void nothingInItDiffersFromOneBuildToTheNext() throws IOException {
        Instant time = Instant.parse(Page.find("outputTimestamp>([^<]+)<", POM).get(0));
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(Files.newInputStream(ARCHIVE)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
                assertThat(entry.getLastModifiedTime().toInstant())
                        .as(entry.getName())
                        .isEqualTo(time);
                assertThat(entry.getLongUserId() + entry.getLongGroupId())
                        .as(entry.getName())
                        .isZero();
                assertThat(entry.getMode() & 0777)
                        .as(entry.getName())
                        .isEqualTo(
                                entry.isDirectory() || entry.getName().matches(".*/(bin/.*|write-aot-cache)")
                                        ? 0755
                                        : 0644);
            }
        }
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith(NAME + '/'));
        assertThat(Stream.of(
                        "bin/extole-destination",
                        "extole-destination.jar",
                        "lib/README.txt",
                        "systemd/extole-destination.service",
                        "config/application.yaml",
                        "routes/40-delivery.camel.yaml",
                        "docs/operations.md",
                        "docker/observe/alerts.yaml",
                        "CHANGELOG.md",
                        "LICENSE"))
                .allSatisfy(file -> assertThat(names).contains(NAME + '/' + file));
        assertThat(names).noneMatch(name -> name.matches(".*/(data|target|src)/.*"));
    }

    @Test
    void systemdTakesTheUnitAndFindsLittleThatIsExposed() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path ->
                                Path.of(path, "systemd-analyze").toFile().canExecute()),
                "systemd-analyze, of the package systemd");
        Path unit = folder.resolve("extole-destination.service");
        Files.writeString(
                unit,
                Page.read(home().resolve("systemd/extole-destination.service"))
                        .replace("/opt/extole-destination", home().toString()));

        assertThat(systemd("verify", unit.toString())).isEmpty();
        // In tenths: what its own table calls "OK" begins at 2.0.
        assertThat(systemd("security", "--offline=true", "--threshold=20", unit.toString()))
                .contains("OK");
    }

    private String systemd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "--no-pager"));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("systemd.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }
}
