package org.extoledestination.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: events out of a file. */
@Command(
        name = "import",
        description =
                "Takes events out of a file: one event or batch a line, a JSON array, or Segment's gzipped archive."
                        + " What was delivered already is not sent again.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all events were taken",
            "1:failed or stopped; the same command goes on from there",
            "2:not understood",
            "3:done, but some events were refused"
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private Instance instance = new Instance();

    @Parameters(paramLabel = "FILE", description = "What to import; its content tells what kind of file it is.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--source", description = "One of ingest.sources. Default: the first.")
    private @Nullable String source;

    @Option(
            names = "--since",
            converter = TimeRange.Bound.class,
            description = "Only events from then on: 2026-11-23 (UTC) or 2026-11-23T10:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", converter = TimeRange.Bound.class, description = "Only events before.")
    private @Nullable Instant until;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Events a second at most (${DEFAULT-VALUE}); 0 for no limit.")
    private int rate;

    @Option(
            names = "--wait",
            defaultValue = "15m",
            description = "How long to wait for an instance that went away" + " (${DEFAULT-VALUE}): 90s, 15m, 2h.")
    private String wait = "";

    @Option(names = "--dry-run", description = "Reads and checks everything, keeps nothing.")
    private boolean dryRun;

    @Option(names = "--with-deletes", description = "Takes deletes too. They erase people at Extole.")
    private boolean withDeletes;

    @Option(names = "--restart", description = "Begins anew instead of going on.")
    private boolean restart;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes refused events there, a JSON object a line.")
    private @Nullable Path report;

    @Override
    public Integer call() {
        TimeRange range = new TimeRange(since, until);
        if (rate < 0 || range.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), rate < 0 ? "--rate is below 0." : "--since is not before --until.");
        }
        ImportOutput output =
                new ImportOutput(spec.commandLine().getOut(), spec.commandLine().getErr(), Terminal.isThere());
        try (Interruption interruption = Interruption.ofThisThread()) {
            int exitCode = run(range, output);
            interruption.ended(exitCode);
            return exitCode;
        }
    }

    private int run(TimeRange range, ImportOutput output) {
        try (ArchiveFile archive = open()) {
            PatientClient client = client(output);
            client.check();
            Optional<ImportProgress> progress =
                    dryRun ? Optional.empty() : Optional.of(ImportProgress.of(file, terms(), restart));
            long done = progress.map(earlier -> earlier.done().read()).orElse(0L);
            if (done > 0) {
                output.say(done + " events were done before. Going on from there; --restart begins anew.");
            }
            try (RefusedEvents refused = RefusedEvents.to(report, done > 0, output)) {
                ImportRun run = new ImportRun(
                        archive, Files.size(file), range, rate, new ImportRun.Ends(client, progress, refused, output));
                return finish(run, progress, output);
            }
        } catch (ImportFailedException e) {
            return failed(output, String.valueOf(e.getMessage()), e.exitCode());
        } catch (BrokenArchiveException | IOException e) {
            return failed(output, file + " " + e.getMessage(), ImportFailedException.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(output, "", ImportFailedException.FAILED);
        }
    }

    /** Whatever else goes wrong while it is stopped comes from the stopping. */
    private static int failed(ImportOutput output, String message, int exitCode) {
        if (Thread.currentThread().isInterrupted()) {
            output.say("Stopped. Run the same command again to go on.");
            return ImportFailedException.FAILED;
        }
        output.say(message);
        return exitCode;
    }

    private int finish(ImportRun run, Optional<ImportProgress> progress, ImportOutput output)
            throws ImportFailedException, InterruptedException {
        try {
            Tally tally = run.run();
            if (progress.isPresent()) {
                progress.get().remove();
            }
            output.summary(
                    dryRun
                            ? "Dry run of " + file + ", nothing was kept:"
                            : "Imported " + file + ", delivery follows on its own:",
                    tally);
            return tally.allRefused() == 0 ? 0 : 3;
        } catch (BrokenArchiveException e) {
            output.summary("Imported " + file + " in part:", run.tally());
            output.say(file + " " + e.getMessage() + " The " + run.tally().read()
                    + " events before the break are done; import the mended file with --restart, which sends nothing"
                    + " again that was delivered.");
            return ImportFailedException.FAILED;
        }
    }

    private ArchiveFile open() throws ImportFailedException, BrokenArchiveException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ImportFailedException(
                    ImportFailedException.FAILED,
                    file + (Files.exists(file) ? " is no file that can be read." : " does not exist."));
        }
        return ArchiveFile.open(file);
    }

    private PatientClient client(ImportOutput output) {
        Duration patience = duration();
        ImportClient.Terms terms = new ImportClient.Terms(source, dryRun, withDeletes);
        return new PatientClient(new ImportClient(instance.access(), terms), patience, output);
    }

    private Duration duration() {
        try {
            return DurationStyle.detectAndParse(wait);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--wait is no duration. Write 90s, 15m or 2h.", e);
        }
    }

    /** What must stay the same from one run to the next. */
    private String terms() {
        return (source == null ? "the first source" : "--source " + source)
                + (since == null ? "" : " --since " + since)
                + (until == null ? "" : " --until " + until)
                + (withDeletes ? " --with-deletes" : "");
    }
}
