package org.extoledestination.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.extoledestination.support.JavaProcess;
import org.junit.jupiter.api.Test;

/** The night that the page on operations tells of, with a short outage. What it prints is left in {@code target/night.txt}. */
class NightIT {

    private static final Path TARGET = Path.of("target");
    private static final long ROOM = 8L << 30;

    /** The script itself waits up to ten minutes for one thing, and says for which. */
    private static final int MINUTES = 12;

    @Test
    void isPlayedToItsEndAndPrintsTheTranscriptOfThePage() throws IOException, InterruptedException {
        for (String program : List.of("bash", "curl", "jq", "fallocate")) {
            assumeTrue(isThere(program), "bench/night needs " + program);
        }
        assumeTrue(TARGET.toFile().getUsableSpace() > ROOM, "bench/night needs 8 GB of free disk");
        assumeTrue(spaceCanBeSetAside(), "bench/night needs a file system with fallocate");
        Path said = TARGET.resolve("night.txt");
        ProcessBuilder night =
                new ProcessBuilder("bench/night").redirectErrorStream(true).redirectOutput(said.toFile());
        night.environment().put("NIGHT_OUTAGE", "10");
        night.environment().put("NIGHT_APPLICATION", application());
        // Somebody's own keys must not shut the sandbox.
        night.environment().put("SEGMENT_WRITE_KEYS", "a-real-key");
        for (String variable : List.of("SERVER_PORT", "MANAGEMENT_SERVER_PORT", "SANDBOX_PORT")) {
            night.environment().put(variable, String.valueOf(JavaProcess.freePort()));
        }
        Process process = night.start();
        boolean ended;
        try {
            ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        String transcript = Files.readString(said);
        assertThat(ended).as("It ends. " + transcript).isTrue();
        assertThat(process.exitValue()).as(transcript).isZero();
        assertThat(Transcript.masked(transcript)).isEqualTo(Transcript.masked(Page.read(Transcript.OF_THE_NIGHT)));
    }

    /** As the script itself starts it, with the compiler that is the faster one for what is short. */
    private static String application() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx360m -XX:TieredStopAtLevel=1 -jar "
                + TARGET.resolve("extole-destination.jar").toAbsolutePath();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static boolean spaceCanBeSetAside() throws IOException, InterruptedException {
        Path file = Files.createTempFile(TARGET, "night", ".ballast");
        try {
            return new ProcessBuilder("fallocate", "-l", "1M", file.toString())
                            .start()
                            .waitFor()
                    == 0;
        } finally {
            Files.delete(file);
        }
    }
}
