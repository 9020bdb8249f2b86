package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is killed in the middle of an import, every event reaches Extole, once. */
@Tag("slow")
class ImportKillTest {

    private static final int EVENTS = 2_000;

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static ApplicationProcess application;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = new ApplicationProcess(sandbox.uri(), dataDir);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @Test
    void aKilledImportGoesOnWhereItStopped() {
        List<String> ids = Archives.ids("command", EVENTS);
        Path file = Archives.write(folder.resolve("command.gz"), Archives.gzip(Archives.lines(ids)));
        try (CommandProcess command = startImport(file)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> done(file) >= 500);

            command.kill();
        }

        long done = done(file);
        ImportOutcome outcome = ImportOutcome.of(application.management("/"), file);

        assertThat(done).isBetween(500L, EVENTS - 1L);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains(done + " events were done before. Going on from there");
        assertThat(outcome.count("accepted")).isEqualTo(EVENTS);
        assertThat(progress(file)).doesNotExist();
        assertEachIsDeliveredOnce(ids);
    }

    @Test
    void aStoppedImportSaysHowToGoOnAndRefusesOtherTerms() throws IOException {
        List<String> ids = Archives.ids("stopped", EVENTS);
        Path file = Archives.write(folder.resolve("stopped.ndjson"), Archives.lines(ids));
        try (CommandProcess command = startImport(file)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> done(file) >= 500);

            command.stop();

            assertThat(command.exitCode()).isEqualTo(1);
        }
        ImportOutcome other = ImportOutcome.of(application.management("/"), file, "--since", "2026-11-01");
        ImportOutcome anew = ImportOutcome.of(application.management("/"), file, "--restart");

        assertThat(Files.readString(folder.resolve("import.log"))).contains("Stopped. Run the same command again");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("This import was begun with the first source, and is now asked for with");
        assertThat(anew.err()).doesNotContain("done before");
        assertThat(anew.exitCode()).isZero();
        assertEachIsDeliveredOnce(ids);
    }

    @Test
    void anImportWaitsForAKilledApplicationAndCompletes() {
        List<String> ids = Archives.ids("application", EVENTS);
        Path file = Archives.write(folder.resolve("application.ndjson"), Archives.lines(ids));
        extole.fault("{\"path\": \"/v6\", \"status\": 503}");
        CompletableFuture<ImportOutcome> outcome = CompletableFuture.supplyAsync(
                () -> ImportOutcome.of(application.management("/"), file, "--rate", "400"));
        await().atMost(Duration.ofSeconds(30)).until(() -> done(file) >= 800);

        application.kill();
        application.startAgain();
        extole.mend();

        assertThat(outcome.join().exitCode()).as(outcome.join().err()).isZero();
        assertThat(outcome.join().err().lines())
                .hasSize(1)
                .allMatch(line -> line.matches("No instance answers at .*\\. Trying again for up to 15 min 0 s\\."));
        assertThat(outcome.join().count("accepted")).isEqualTo(EVENTS);
        assertEachIsDeliveredOnce(ids);
    }

    @Test
    void anImportGivesUpOnAnInstanceThatStaysAwayAndCanGoOn() {
        List<String> ids = Archives.ids("patience", 1_000);
        Path file = Archives.write(folder.resolve("patience.ndjson"), Archives.lines(ids));
        CompletableFuture<ImportOutcome> outcome = CompletableFuture.supplyAsync(
                () -> ImportOutcome.of(application.management("/"), file, "--rate", "200", "--wait", "1s"));
        await().atMost(Duration.ofSeconds(30)).until(() -> done(file) >= 200);

        application.kill();

        assertThat(outcome.join().exitCode()).isEqualTo(1);
        assertThat(outcome.join().err()).contains("Run the same command again to go on from here.");
        application.startAgain();
        assertThat(ImportOutcome.of(application.management("/"), file).exitCode())
                .isZero();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> delivered("patience-").containsAll(ids));
    }

    private CommandProcess startImport(Path file) {
        return CommandProcess.ask(
                application.management("/"),
                folder.resolve("import.log"),
                "64m",
                "import",
                file.toString(),
                "--rate",
                "400");
    }

    private static void assertEachIsDeliveredOnce(List<String> ids) {
        String prefix = ids.get(0).replaceAll("\\d+$", "");
        await().atMost(Duration.ofSeconds(90)).until(() -> delivered(prefix).containsAll(ids));
        assertThat(delivered(prefix)).doesNotHaveDuplicates();
    }

    private static List<String> delivered(String prefix) {
        return extole.eachEvents("/data/segment_message_id").stream()
                .filter(id -> id.startsWith(prefix))
                .toList();
    }

    private static Path progress(Path file) {
        return file.resolveSibling(file.getFileName() + ".import-progress");
    }

    private static long done(Path file) {
        try {
            return Files.exists(progress(file))
                    ? ArchiveJson.MAPPER
                            .readTree(progress(file).toFile())
                            .at("/tally/read")
                            .asLong()
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
