package org.extoledestination.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@DisabledOnOs(OS.WINDOWS)
@ExtendWith(OutputCaptureExtension.class)
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

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
