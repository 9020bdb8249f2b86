package org.extoledestination.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe that needs the packaged jar: only that one looks into the folder {@code lib}. */
class MoreComponentsIT {

    private static final Path JAR = Path.of("target", "extole-destination.jar");
    /** What the build puts where {@code mvn dependency:copy} of the page puts it into {@code lib}. */
    private static final Path COMPONENTS = Path.of("target", "more-components");

    private static final Pattern COPY = Pattern.compile("-Dartifact=[^:]+:([^:]+):(\\S+) -DoutputDirectory=lib");

    @Test
    void aJarInTheFolderLibAddsAComponent(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("installation/events.ndjson");
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Installation installation = new Installation(folder, new String[] {"more-components"}, directory -> {
                    copyComponent(directory);
                    write(file, "");
                    return ApplicationProcess.ofJar(JAR, directory, sandbox.uri(), folder);
                })) {
            SandboxView extole = new SandboxView(sandbox.uri());
            write(file, "{\"type\": \"track\", \"event\": \"Visited\", \"userId\": \"u-1\"}\n");
            await().until(() -> extole.eachEvents("/event_name").contains("Visited"));

            write(file, "{\"type\": \"track\", \"event\": \"Left\", \"userId\": \"u-1\"}\n");
            await().until(() -> extole.eachEvents("/event_name").contains("Left"));
            assertThat(installation.counted("ingest", "accepted")).isEqualTo(2);
        }
    }

    private static void copyComponent(Path directory) {
        MatchResult copy = COPY.matcher(Recipe.of("more-components").text())
                .results()
                .findFirst()
                .orElseThrow();
        String jar = copy.group(1) + '-' + copy.group(2) + ".jar";
        try {
            Files.copy(
                    COMPONENTS.resolve(jar),
                    Files.createDirectories(directory.resolve("lib")).resolve(jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String lines) {
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
