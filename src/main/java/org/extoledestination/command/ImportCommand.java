package org.extoledestination.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code import}: events out of files. */
@Command(
        name = "import",
        description =
                "Takes events out of files: one event or batch a line, a JSON array, or Segment's gzipped archive."
                        + " What was delivered already is not sent again.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all events were taken",
            "1:failed or stopped; the same command goes on from there",
            "2:wrong use",
            "3:done, but some events were refused"
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private Instance instance = new Instance();

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "What to import, in this order; its content tells what kind of file it is. Of a folder all"
                    + " files, by their names; - for standard input, which is not gone on with.")
    private List<InputFile> named = List.of();

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
            converter = Whole.FromZero.class,
            description = "Events a second at most (${DEFAULT-VALUE}); 0 for no limit.")
    private int rate;

    @Option(
            names = "--wait",
            defaultValue = "15m",
            converter = Patience.class,
            description = "How long to wait for an instance that went away" + " (${DEFAULT-VALUE}): 90s, 15m, 2h.")
    private Duration wait = Duration.ZERO;

    @Option(names = "--dry-run", description = "Reads and checks everything, keeps nothing.")
    private boolean dryRun;

    @Option(names = "--with-deletes", description = "Takes deletes too. They erase people at Extole.")
    private boolean withDeletes;

    @Option(names = "--restart", description = "Begins anew instead of going on.")
    private boolean restart;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes refused events there, a JSON object a line.")
    private @Nullable Path report;

    /** How long is waited, as Spring Boot reads durations. */
    static final class Patience implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                Duration patience = DurationStyle.detectAndParse(text);
                if (!patience.isNegative()) {
                    return patience;
                }
            } catch (IllegalArgumentException e) {
                // Told below.
            }
            throw new TypeConversionException("'" + text + "' is no duration. Write 90s, 15m or 2h");
        }
    }

    @Override
    public Integer call() throws UnusableFileException {
        List<InputFile> files = ImportFiles.of(named, report);
        ImportOutput output = output();
        try (Interruption interruption = Interruption.ofThisThread()) {
            int exitCode = run(files, output);
            interruption.ended(exitCode);
            return exitCode;
        }
    }

    private ImportOutput output() {
        return new ImportOutput(spec.commandLine().getOut(), spec.commandLine().getErr(), Terminal.isThere());
    }

    private int run(List<InputFile> files, ImportOutput output) {
        try {
            ImportClient.Terms terms = new ImportClient.Terms(source, dryRun, withDeletes);
            PatientClient client = new PatientClient(new ImportClient(instance.access(), terms), wait, output);
            client.check();
            List<ImportProgress> begun = new ArrayList<>();
            for (InputFile file : files) {
                begun.add(
                        dryRun || file.isStandardInput()
                                ? ImportProgress.NONE
                                : ImportProgress.of(file.path(), terms(), restart));
            }
            long done = begun.stream().mapToLong(each -> each.done().read()).sum();
            if (done > 0) {
                output.say(done + " events were done before. Going on from there; --restart begins anew.");
            }
            try (RefusedEvents refused = RefusedEvents.to(report, done > 0, files.size() > 1, output)) {
                return run(files, begun, client, refused, output);
            }
        } catch (ImportFailedException e) {
            if (e.exitCode() == ImportFailedException.USAGE) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
            return failed(output, String.valueOf(e.getMessage()), e.exitCode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(output, "", ImportFailedException.FAILED);
        }
    }

    /** One after the other; the progress of each is kept until all are done. */
    private int run(
            List<InputFile> files,
            List<ImportProgress> begun,
            PatientClient client,
            RefusedEvents refused,
            ImportOutput output)
            throws ImportFailedException, InterruptedException {
        ImportOutput whole = output();
        Tally all = Tally.NOTHING;
        int broken = 0;
        for (int i = 0; i < files.size(); i++) {
            refused.begin(files.get(i).name());
            ImportRun.Ends ends = new ImportRun.Ends(client, begun.get(i), refused, output);
            Optional<Tally> tally = run(files.get(i), ends);
            all = all.plus(tally.orElse(Tally.NOTHING));
            broken += tally.isEmpty() ? 1 : 0;
            // A dry run is there to find all that is wrong.
            if (tally.isEmpty() && !dryRun) {
                if (i + 1 < files.size()) {
                    output.say(
                            "The " + (files.size() - i - 1) + " files after it were not begun: what is in them may have"
                                    + " happened later. Mend " + files.get(i).name() + ", or name the others alone.");
                }
                return ImportFailedException.FAILED;
            }
        }
        if (broken > 0) {
            output.say(broken + " of " + files.size()
                    + " files cannot be read to their end. Mend them before the import.");
            return ImportFailedException.FAILED;
        }
        for (ImportProgress each : begun) {
            each.remove();
        }
        if (files.size() > 1) {
            whole.summary("All " + files.size() + " files:", all);
        }
        return all.allRefused() == 0 ? 0 : 3;
    }

    /** What became of the events of one file; empty if it breaks off. */
    private Optional<Tally> run(InputFile file, ImportRun.Ends ends)
            throws ImportFailedException, InterruptedException {
        Tally before = Tally.NOTHING;
        try (ArchiveFile archive = ArchiveFile.open(file)) {
            ImportRun run = new ImportRun(archive, new TimeRange(since, until), rate, ends);
            try {
                Tally tally = run.run();
                String done = dryRun ? "Dry run of %s, nothing was kept:" : "Imported %s, delivery follows on its own:";
                ends.output().summary(done.formatted(file.name()), tally);
                return Optional.of(tally);
            } catch (BrokenArchiveException e) {
                before = run.tally();
                throw e;
            }
        } catch (BrokenArchiveException e) {
            broken(file, before, String.valueOf(e.getMessage()), ends.output());
        } catch (IOException e) {
            broken(file, before, "cannot be read: " + e.getClass().getSimpleName() + '.', ends.output());
        }
        return Optional.empty();
    }

    private void broken(InputFile file, Tally before, String why, ImportOutput output) {
        if (before.read() == 0) {
            output.say(file.name() + ' ' + why);
        } else if (dryRun) {
            output.summary("Dry run of " + file.name() + " in part, nothing was kept:", before);
            output.say(file.name() + ' ' + why + " It was read up to event " + before.read() + '.');
        } else {
            output.summary("Imported " + file.name() + " in part:", before);
            output.say(file.name() + ' ' + why + " The " + before.read()
                    + " events before the break are done; import the mended file with --restart, which sends nothing"
                    + " again that was delivered.");
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

    /** What must stay the same from one run to the next. */
    private String terms() {
        return (source == null ? "the first source" : "--source " + source)
                + (since == null ? "" : " --since " + since)
                + (until == null ? "" : " --until " + until)
                + (withDeletes ? " --with-deletes" : "");
    }
}
