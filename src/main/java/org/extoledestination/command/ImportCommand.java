package org.extoledestination.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
        })
final class ImportCommand implements Callable<Integer> {

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

    @Option(names = "--since", description = "Only events from then on: 2026-11-23 (UTC) or 2026-11-23T10:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", description = "Only events before.")
    private @Nullable Instant until;

    @Option(
            names = "--rate",
            defaultValue = "500",
            converter = Conversions.FromZero.class,
            description = "Events a second at most (${DEFAULT-VALUE}); 0 for no limit.")
    private int rate;

    @Option(
            names = "--wait",
            defaultValue = "15m",
            description = "How long to wait for an instance that went away (${DEFAULT-VALUE}): 90s, 15m, 2h.")
    private Duration wait = Duration.ZERO;

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
        ImportOutput output = output();
        List<InputFile> files = ImportFiles.of(named, report, output::say);
        try (Interruption interruption = new Interruption()) {
            int exitCode = run(files, output);
            interruption.ended(exitCode);
            return exitCode;
        }
    }

    private ImportOutput output() {
        return new ImportOutput(instance.out(), instance.err());
    }

    private int run(List<InputFile> files, ImportOutput output) {
        try {
            Map<String, Object> terms = new HashMap<>(Map.of("dryRun", dryRun, "withDeletes", withDeletes));
            if (source != null) {
                terms.put("source", source);
            }
            ImportClient client = new ImportClient(instance, terms, wait, output);
            client.check();
            List<ImportProgress> begun = files.stream().map(this::progress).toList();
            long done = begun.stream().mapToLong(each -> each.done().read()).sum();
            if (done > 0) {
                output.say(done + " events were done before. Going on from there; --restart begins anew.");
            }
            try (RefusedEvents refused = new RefusedEvents(report, done > 0, files.size() > 1, output)) {
                return run(files, begun, new ImportRun.Ends(client, ImportProgress.NONE, refused, output));
            }
        } catch (FailedException e) {
            output.endBar();
            if (!Thread.currentThread().isInterrupted()) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Any other failure during a stop is a consequence of the stop.
        output.say("Stopped. Run the same command again to go on.");
        return ExitCode.SOFTWARE;
    }

    private ImportProgress progress(InputFile file) {
        return dryRun || file.isStandardInput()
                ? ImportProgress.NONE
                : ImportProgress.of(file.path(), terms(), restart);
    }

    /** One after the other; the progress of each is kept until all are done. */
    private int run(List<InputFile> files, List<ImportProgress> begun, ImportRun.Ends ends)
            throws InterruptedException {
        ImportOutput output = ends.output();
        ImportOutput whole = output();
        Tally all = Tally.NOTHING;
        int broken = 0;
        for (int i = 0; i < files.size(); i++) {
            ends.refused().begin(files.get(i).name());
            Optional<Tally> tally = run(files.get(i), ends.with(begun.get(i)));
            all = all.plus(tally.orElse(Tally.NOTHING));
            broken += tally.isEmpty() ? 1 : 0;
            // A dry run is there to find all that is wrong.
            if (tally.isEmpty() && !dryRun) {
                if (i + 1 < files.size()) {
                    output.say(
                            "The " + (files.size() - i - 1) + " files after it were not begun: what is in them may have"
                                    + " happened later. Mend " + files.get(i).name() + ", or name the others alone.");
                }
                return ExitCode.SOFTWARE;
            }
        }
        if (broken > 0) {
            output.say(broken + " of " + files.size()
                    + " files cannot be read to their end. Mend them before the import.");
            return ExitCode.SOFTWARE;
        }
        begun.forEach(ImportProgress::remove);
        if (files.size() > 1) {
            whole.summary("All " + files.size() + " files:", all);
        }
        return all.allRefused() == 0 ? 0 : 3;
    }

    /** What became of the events of one file; empty if it breaks off. */
    private Optional<Tally> run(InputFile file, ImportRun.Ends ends) throws InterruptedException {
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
        } catch (IOException e) {
            broken(file, before, String.valueOf(BrokenArchiveException.of(e).getMessage()), ends.output());
            return Optional.empty();
        }
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

    /** What must stay the same from one run to the next. */
    private String terms() {
        return (source == null ? "the first source" : "--source " + source)
                + (since == null ? "" : " --since " + since)
                + (until == null ? "" : " --until " + until)
                + (withDeletes ? " --with-deletes" : "");
    }
}
