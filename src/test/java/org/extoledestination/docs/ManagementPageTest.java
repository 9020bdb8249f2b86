package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages that ask the management port, run by a shell as they are printed. */
@Tag("slow")
class ManagementPageTest {

    @TempDir
    private Path folder;

    @Test
    void everyCommandThatAsksTheManagementPortIsAnswered() throws Exception {
        List<String> commands = Stream.of("docs/operations.md", "docs/parameters.md", "docs/deletion.md")
                .flatMap(page -> Page.find(
                        "```sh\\n([^`]*localhost:8081[^`]*)```", Page.of(page).text())
                        .stream())
                .toList();

        assertThat(commands).hasSize(3);
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(sandbox.uri(), folder.resolve("data"))) {
            int port = application.management("/").getPort();
            for (String command : commands) {
                assertThat(run(command.replace("localhost:8081", "localhost:" + port)
                                .replace("curl ", "curl -f ")))
                        .as(command)
                        .startsWith("{");
            }
        }
    }

    private String run(String command) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder("bash", "-ec", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(command + said).isZero();
        return said;
    }
}
