package org.extoledestination.mapping.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts with and without a candidate. */
@Tag("slow")
class ShadowStartTest {

    @TempDir
    private Path folder;

    @Test
    void anInstanceStartsWithoutTheCandidatesFolderAndTakesItUpWhenItIsThere() throws IOException {
        Path candidate = folder.resolve("candidate");
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application =
                        Application.start(sandbox.uri(), folder.resolve("data"), "mapping.candidate=" + candidate)) {
            assertThat(state(application)).isEqualTo("mistakes");

            Files.createDirectory(candidate);
            Files.copy(Path.of("config/mappings/track.yaml"), candidate.resolve("track.yaml"));

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> state(application).equals("comparing"));
        }
    }

    @Test
    void withoutACandidateThereIsNoShadowRun() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults());
                Application application = Application.start(sandbox.uri(), folder.resolve("data"))) {
            assertThat(state(application)).isEqualTo("off");

            Path log = folder.resolve("command.log");
            try (CommandProcess command = CommandProcess.ask(application.management(""), log, "128m", "shadow")) {
                assertThat(command.exitCode()).isZero();
            }
            assertThat(log).content().contains("mapping.candidate names no folder");
        }
    }

    private static String state(Application application) {
        return Http.json(application.management("/actuator/shadow"))
                .path("state")
                .asText();
    }
}
