package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.extoledestination.edit.live.EditRefusedException;
import org.extoledestination.platform.telemetry.Meters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

/** What the next start makes of an edit that was refused. */
@ExtendWith(OutputCaptureExtension.class)
class MappingEditsTest {

    @TempDir
    private Path folder;

    @Test
    void aStartSaysWhichTestsFailWithTheFilesItHasRead(CapturedOutput output) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("config/mappings"), folder);
        assertThat(started().failing()).isEmpty();
        assertThat(output).doesNotContain("mapping tests fail");
        Path conversion = folder.resolve("conversion.yaml");
        String sound = Files.readString(conversion);

        Files.writeString(
                conversion, sound.replace("properties.revenue], as: money", "properties.revenue], as: integer"));
        MappingEdits edits = started();

        assertThat(edits.failing())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).startsWith("tests/"));
        assertThat(output)
                .containsOnlyOnce("WARN")
                .contains(
                        "The mapping tests fail with files that are in force",
                        edits.failing().get(0));

        Files.writeString(conversion, sound);
        try {
            edits.read().take();
        } catch (EditRefusedException e) {
            throw new AssertionError(e);
        }
        assertThat(edits.failing()).isEmpty();
    }

    private MappingEdits started() {
        MappingSettings settings = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
        Mappings mappings = Mappings.read(folder, settings, Clock.systemUTC());
        MappingEdits edits = new MappingEdits(
                folder,
                () -> settings,
                Clock.systemUTC(),
                new MappingStation(mappings, new Meters(new SimpleMeterRegistry())),
                MappingEdits.states(folder, settings));
        edits.testAtStart();
        return edits;
    }
}
