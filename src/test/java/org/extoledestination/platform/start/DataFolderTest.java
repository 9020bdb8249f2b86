package org.extoledestination.platform.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@DisabledOnOs(OS.WINDOWS)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class DataFolderTest {

    @TempDir
    private Path folder;

    @Test
    void whatTheApplicationWritesIsForItsUserAlone() throws IOException {
        Path data = folder.resolve("deep/data");
        try (Sandbox extole = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(extole.uri(), data)) {
            application.post("/v1/track", "{\"event\":\"A\",\"userId\":\"u\"}");

            assertThat(mode(data)).isEqualTo("rwx------");
            assertThat(mode(data.resolve("broker"))).isEqualTo("rwx------");
            assertThat(mode(data.resolve("database"))).isEqualTo("rwx------");
            await().untilAsserted(() -> assertThat(files(data)).containsOnly("rw-------"));
            assertThat(data.resolve("broker")).isNotEmptyDirectory();
            assertThat(data.resolve("database")).isNotEmptyDirectory();
        }
    }

    @Test
    void whatAnOlderReleaseWroteIsShut(CapturedOutput output) throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("broker/deeper"));
        Files.createDirectories(data.resolve("database"));
        Files.createDirectories(data.resolve("lost+found"));
        Path file = Files.writeString(data.resolve("broker/deeper/db-1.log"), "x");
        for (Path each : List.of(data, data.resolve("broker"), data.resolve("broker/deeper"))) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        DataFolder.prepare(data, Duration.ZERO);

        assertThat(mode(file)).isEqualTo("rw-------");
        try (Stream<Path> all = Files.walk(data)) {
            assertThat(all.filter(Files::isDirectory).filter(each -> !each.endsWith("lost+found")))
                    .allSatisfy(each -> assertThat(mode(each)).isEqualTo("rwx------"));
        }
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void aFolderThatOthersUseIsLeftToThemWithAWarning(CapturedOutput output) throws IOException {
        Path data = folder.resolve("shared");
        Files.createDirectories(data.resolve("of-somebody-else"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataFolder.prepare(data, Duration.ZERO);

        assertThat(mode(data)).isEqualTo("rwxr-xr-x");
        assertThat(mode(data.resolve("of-somebody-else"))).isNotEqualTo("rwx------");
        assertThat(mode(data.resolve("broker"))).isEqualTo("rwx------");
        assertThat(output).contains(data + " is open to other users of this machine", "DATA_DIR");
    }

    /** As Kubernetes makes it: the folder hands its group on, and the next process may have another user. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aVolumeOfAGroupIsForThatGroupWithoutAWord(boolean isOurs, CapturedOutput output) throws IOException {
        Path data = Files.createDirectories(folder.resolve("volume"));
        Path file =
                Files.writeString(Files.createDirectory(data.resolve("broker")).resolve("db-1.log"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Files.createDirectory(data.resolve("lost+found"));
        Files.setAttribute(data.resolve("broker"), "unix:mode", 02775);
        Files.setAttribute(data, "unix:mode", 02775);
        if (!isOurs) {
            assumeThat(System.getProperty("user.name")).isEqualTo("root");
            Files.setAttribute(data, "unix:mode", 0770);
            Files.setAttribute(data, "unix:uid", 65_534);
        }

        DataFolder.prepare(data, Duration.ZERO);
        DataFolder.prepare(data, Duration.ZERO);

        assertThat(mode(data)).isEqualTo("rwxrwx---");
        assertThat(mode(data.resolve("broker"))).isEqualTo("rwxrwx---");
        assertThat(mode(data.resolve("database"))).isEqualTo("rwxrwx---");
        assertThat(mode(file)).isEqualTo("rw-rw----");
        assertThat((int) Files.getAttribute(data.resolve("broker"), "unix:mode") & 02000)
                .as("the group is handed on")
                .isEqualTo(02000);
        assertThat(output).doesNotContain("WARN");
    }

    /** Whatever is in it, there is one line, and it says how there is none. */
    @Test
    void whatCannotBeShutIsOneLine(CapturedOutput output) throws IOException {
        Path data = Files.createDirectories(folder.resolve("shared"));
        for (String each : List.of("a", "b", "c")) {
            Files.createDirectory(data.resolve(each));
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        DataFolder.prepare(data, Duration.ZERO);

        assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
                .hasSize(1);
        assertThat(output)
                .contains("silence this line with logging.level.org.extoledestination.platform.start.FolderAccess");
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        for (Path data : List.of(file, file.resolve("data"))) {
            assertThatThrownBy(() -> DataFolder.prepare(data, Duration.ZERO))
                    .isInstanceOfSatisfying(
                            StartRefusedException.class,
                            refused -> assertThat(refused.action()).contains("DATA_DIR"))
                    .hasMessageContaining("The folder for data, " + data)
                    .message()
                    .containsPattern("is no folder|Not a directory");
        }
    }

    /** With broker and database of one's own nothing else has to be written there. */
    @Test
    void withoutAPlaceForItsTokenTheManagementPortIsShut(CapturedOutput output) throws IOException {
        Path data = Files.writeString(folder.resolve("file"), "x").resolve("data");
        try (Sandbox extole = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(
                        extole.uri(),
                        data,
                        "queue.broker-url=vm://elsewhere?broker.persistent=false",
                        "delivery.ids-in=database",
                        "spring.datasource.url=jdbc:h2:mem:elsewhere;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                                + "DEFAULT_NULL_ORDERING=HIGH")) {
            await().until(() -> application
                            .post("/v1/track", "{\"event\":\"A\",\"userId\":\"u\"}")
                            .statusCode()
                    == 200);

            assertThat(Http.get(application.management("/actuator/delivery")).statusCode())
                    .isEqualTo(401);
            assertThat(Http.get(application.management("/actuator/health/liveness"))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("its token cannot be written to " + data)))
                .hasSize(1)
                .allMatch(line -> line.contains("WARN") && line.contains("MANAGEMENT_TOKEN_FILE"));
    }

    private static List<String> files(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).map(DataFolderTest::mode).toList();
        }
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
