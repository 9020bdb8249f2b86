package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.platform.management.TokenFile;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The token of the management port, as the commands find it and fail to. */
@Tag("slow")
class TokenTest {

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(sandbox.uri(), folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "audit list",
                "audit export",
                "dead-letters list",
                "dead-letters show 1",
                "dead-letters count",
                "dead-letters export",
                "dead-letters replay --all",
                "dead-letters discard --all --note why",
                "delivery status",
                "delivery held",
                "delivery pause why",
                "delivery resume",
                "shadow",
                "suppressions list",
                "suppressions add --user-id u-1",
                "suppressions remove --user-id u-1",
                "import config/mappings/tests/audience-entered-goes-out-under-its-own-name-with-a-boolean/extole.json"
            })
    void everyCommandThatAsksTakesATokenAndSaysWhereItIsMissing(String command) throws IOException {
        Path missing = folder.resolve("nowhere");
        Path wrong = Files.writeString(folder.resolve("wrong"), "0123456789012345678901234567890123456789");

        assertThat(run(command, missing).err())
                .contains("The token of the management port is not in " + missing, "--token-file");
        Run refused = run(command, wrong);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("does not take the token in " + wrong, "It is in the file " + folder.resolve("data"))
                .doesNotContain("01234567");
    }

    @Test
    void aFileThatThisUserMayNotReadIsNamedWithWhoMay() throws IOException {
        Path file = Files.writeString(folder.resolve("closed"), "0123456789012345678901234567890123456789");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assumeFalse(Files.isReadable(file), "this user may read everything");

        assertThat(run("delivery status", file).err())
                .contains(
                        "User '" + System.getProperty("user.name") + "' may not read the token",
                        file.toString(),
                        "which belongs to '",
                        "Run the command as that user");
    }

    @Test
    void inTheFolderOfTheInstanceTheTokenIsFound() throws IOException {
        Path log = folder.resolve("command.log");
        try (CommandProcess command = CommandProcess.startIn(
                folder,
                log,
                "128m",
                "delivery",
                "status",
                "--url",
                application.management("").toString())) {
            assertThat(command.exitCode()).as(Files.readString(log)).isZero();
        }
        assertThat(log).content().contains("Delivery runs.");
    }

    @Test
    void theSettingsSayWhereItIs() {
        assertThat(path("data-dir", "/var/lib/extole")).isEqualTo(Path.of("/var/lib/extole/management-token"));
        assertThat(path("DATA_DIR", "/var/lib/extole")).isEqualTo(Path.of("/var/lib/extole/management-token"));
        assertThat(path("MANAGEMENT_TOKEN_FILE", "/run/token")).isEqualTo(Path.of("/run/token"));
        assertThat(path("management.token-file", "/run/secrets/token")).isEqualTo(Path.of("/run/secrets/token"));
        assertThat(path("management.token-file", ""))
                .isEqualTo(Path.of("data/management-token").toAbsolutePath());
    }

    private static Path path(String name, String value) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        name.equals(name.toUpperCase(Locale.ROOT))
                                ? new SystemEnvironmentPropertySource("test", Map.of(name, value))
                                : new MapPropertySource("test", Map.of(name, value)));
        return TokenFile.of(environment).path();
    }

    private static Run run(String command, Path token) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(Tokens.options(application.management("")));
        words.set(words.size() - 1, token.toString());
        return Run.of(words.toArray(String[]::new));
    }
}
