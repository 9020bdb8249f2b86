package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.CommandProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is larger than the memory of the command. */
@Tag("slow")
class LargeImportTest {

    private static final int EVENTS = 100_000;

    @Test
    void aHundredThousandEventsNeedNoMoreMemoryThanAFew(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.ndjson");
        Path log = folder.resolve("large.log");
        write(file);

        int exitCode;
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                ApplicationProcess application = new ApplicationProcess(sandbox.uri(), folder);
                CommandProcess command = CommandProcess.ask(
                        application.management("/"), log, "24m", "import", file.toString(), "--rate", "0")) {
            exitCode = command.exitCode();
        }

        assertThat(Files.size(file)).isGreaterThan(40_000_000);
        assertThat(exitCode).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.matches("  accepted +100,000"))
                .allMatch(line -> line.matches("\\P{Cntrl}*"));
    }

    private static void write(Path file) throws IOException {
        String filling = "x".repeat(400);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < EVENTS; i++) {
                out.write("{\"type\":\"page\",\"userId\":\"u-" + i
                        + "\",\"timestamp\":\"2026-03-02T09:00:00Z\",\"messageId\":\"large-" + i
                        + "\",\"properties\":{\"x\":\"" + filling + "\"}}\n");
            }
        }
    }
}
