package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.LogAgain;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LogAgain.class)
@Tag("slow")
class CommandsTest {

    /** What a command printed, and how it ended. */
    record Run(int exitCode, String out, String err) {

        /** Without what an application in the same process logs meanwhile. */
        static Run of(String... args) {
            PrintStream out = System.out;
            PrintStream err = System.err;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            ByteArrayOutputStream complained = new ByteArrayOutputStream();
            try {
                System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
                System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
                int exitCode = Commands.run(args);
                return new Run(
                        exitCode,
                        printed.toString(StandardCharsets.UTF_8)
                                .replaceAll("(?m)^\\d{4}-\\S+Z +(INFO|WARN|ERROR) .*\\R", ""),
                        complained.toString(StandardCharsets.UTF_8));
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
        }
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "--server.port=0", "--spring.profiles.active=sandbox --server.port=0", "--debug"})
    void argumentsOfSpringBootStartTheApplication(String line) {
        assertThat(Commands.areNamedBy(words(line))).isFalse();
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "dead-letters",
                "dead-letters list --json",
                "dead-leters",
                "help",
                "--help",
                "-h",
                "--version",
                "-V",
                "-version",
                "-v",
                "-x",
                "-Dx=y"
            })
    void theFirstWordNamesACommand(String line) {
        assertThat(Commands.areNamedBy(words(line))).isTrue();
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({"-version, has no option '-version'", "-v, has no option '-v'", "-Dx=y, write it before -jar"})
    void aFirstWordThatCanBeNoSettingIsRefused(String word, String message) {
        Run run = Run.of(word);

        assertThat(run.err()).contains(message, "Usage: extole-destination");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"--help", "help", "-h"})
    void helpNamesTheCommands(String help) {
        Run run = Run.of(help);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: extole-destination", "dead-letters", "What could not be delivered");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpOfACommandNamesItsOptions() {
        Run run = Run.of("dead-letters", "list", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--url", "--limit", "--json");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"--version", "-V", "dead-letters --version"})
    void theVersionIsPrinted(String line) {
        Run run = Run.of(words(line));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).matches("extole-destination \\d\\S+");
    }

    @Test
    void whatWasMeantIsGuessed() {
        assertThat(Run.of("dead-leters").err()).contains("has no command 'dead-leters'. Did you mean 'dead-letters'?");
        assertThat(Run.of("dead-letters", "list", "--limt", "3").err())
                .contains("'extole-destination dead-letters list' has no option '--limt'. Did you mean '--limit'?");
        assertThat(Run.of("suppressions", "add", "--mail", "jane@example.com").err())
                .contains("has no option '--mail'. Did you mean '--email'?")
                .doesNotContain("jane");
        assertThat(Run.of("delivery", "status", "now").err()).contains("takes no 'now' here");
    }

    @Test
    void wordsThatTheLocaleHasLostAreNotLookedFor() {
        Run run = Run.of("dead-letters", "list", "--event", "Zam\ufffdwienie");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("LC_ALL=C.UTF-8");
    }

    /** In a process with a locale that has no character beyond ASCII. */
    @Test
    void outputIsUtf8WhateverTheLocale(@TempDir Path folder) throws IOException {
        Path events = Files.writeString(folder.resolve("events.json"), """
                {"type":"identify","messageId":"m-1","userId":"u-1","traits":{"firstName":"Zażółć","city":"東京"}}""");
        Path log = folder.resolve("log");

        try (CommandProcess map = CommandProcess.startUnder("C", log, "map", events.toString())) {
            assertThat(map.exitCode()).isZero();
        }

        assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("Zażółć", "東京");
    }

    @Test
    void theLogIsUtf8WhateverTheLocale(@TempDir Path folder) throws IOException {
        Path settings = Files.writeString(folder.resolve("more.yaml"), "queue: { park-after: Zażółć }");
        Path log = folder.resolve("log");

        try (CommandProcess start = CommandProcess.startUnder(
                "C",
                log,
                "--server.port=0",
                "--management.server.port=0",
                "--data-dir=" + folder.resolve("data"),
                "--delivery.api-key=key",
                "--spring.config.additional-location=file:" + settings)) {
            assertThat(start.exitCode()).isEqualTo(1);
        }

        assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("queue.park-after", "Zażółć");
    }

    @Test
    void anInstanceThatDoesNotRunIsSaidSoWithWhatToDo() {
        Run run = Run.of("dead-letters", "list", "--url", "http://127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip())
                .isEqualTo("No instance answers at http://127.0.0.1:1."
                        + " Start it, or name its management address with --url.");
        assertThat(run.out()).isEmpty();
    }
}
