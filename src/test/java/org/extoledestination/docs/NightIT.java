package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.extoledestination.docs.Page.Block;
import org.extoledestination.support.JavaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The night that the page on operations tells of, with a short outage. */
class NightIT {

    private static final long ROOM = 8L << 30;

    @Test
    void isPlayedToItsEndAndThePageShowsWhatItPrints(@TempDir Path folder) throws IOException, InterruptedException {
        for (String program : List.of("bash", "curl", "jq", "fallocate")) {
            assumeTrue(isThere(program), "bench/night needs " + program);
        }
        assumeTrue(folder.toFile().getUsableSpace() > ROOM, "bench/night needs 8 GB of free disk");
        Path said = folder.resolve("night.txt");
        ProcessBuilder night =
                new ProcessBuilder("bench/night").redirectErrorStream(true).redirectOutput(said.toFile());
        night.environment().put("NIGHT_OUTAGE", "10");
        night.environment().put("NIGHT_APPLICATION", application());
        night.environment().put("TMPDIR", folder.toString());
        for (String variable : List.of("SERVER_PORT", "MANAGEMENT_SERVER_PORT", "SANDBOX_PORT")) {
            night.environment().put(variable, String.valueOf(JavaProcess.freePort()));
        }
        Process process = night.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        String transcript = Files.readString(said);
        assertThat(process.exitValue()).as(transcript).isZero();
        List<String> shown = new Page(
                        Path.of("docs/operations.md"),
                        Page.of("docs/operations.md").section("A night"))
                .blocks().stream()
                        .map(Block::commands)
                        .flatMap(List::stream)
                        .distinct()
                        .toList();
        assertThat(shown).hasSizeGreaterThan(5);
        assertThat(Page.find("(?m)^\\$ (.+)$", transcript)).containsAll(shown);
    }

    /** As the script itself starts it, with the compiler that is the faster one for what is short. */
    private static String application() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx360m -XX:TieredStopAtLevel=1 -jar "
                + Path.of("target", "extole-destination.jar").toAbsolutePath();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
