package org.extoledestination.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.extoledestination.mapping.MappingMistakesException;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.router.LoopGuard;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code map}: what Extole would be sent. */
@Command(
        name = "map",
        description =
                "Prints for each event in a file what Extole would be sent. Sends nothing, keeps nothing, and needs"
                        + " neither a running instance nor a network.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every event would be sent or skipped",
            "1:an event was refused or unreadable",
            "2:not understood"
        },
        mixinStandardHelpOptions = true)
final class MapCommand implements Callable<Integer> {

    private static final DataSize LARGEST_EVENT = DataSize.ofKilobytes(32);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "One event, several in a row, an array, a batch, or one of these gzipped; - for standard"
                    + " input.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private InputFile file;

    @Option(
            names = "--explain",
            description = "Says for each value where it comes from, and for each other one why it stays.")
    private boolean explain;

    @Option(
            names = "--mappings",
            paramLabel = "DIR",
            description = "The folder of mapping files. Default: mapping.folder, as an instance here would read it.")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Environment settings = Instance.settings();
            Binder binder = Binder.get(settings);
            Path from = folder == null ? Path.of(settings.getProperty("mapping.folder", "config/mappings")) : folder;
            Mappings mappings = Mappings.read(from, MappingSettings.of(binder), Clock.systemUTC());
            long largest = binder.bind("ingest.max-event-size", DataSize.class)
                    .orElse(LARGEST_EVENT)
                    .toBytes();
            Preview preview = new Preview(mappings, LoopGuard.of(binder), largest, Clock.systemUTC());
            return run(preview, explain ? new ExplainedOutput(out) : new JsonLinesOutput(out));
        } catch (MappingMistakesException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (BindException e) {
            return failed("The setting " + e.getName() + " has a value that cannot be used. Correct it in"
                    + " config/application.yaml or the environment.");
        } catch (BrokenArchiveException e) {
            return failed(file.name() + " " + e.getMessage());
        }
    }

    private int run(Preview preview, PreviewOutput output) throws IOException, BrokenArchiveException {
        boolean refused = false;
        try (InputStream in = file.open();
                ArchiveFile events = ArchiveFile.look(in)) {
            for (Optional<ArchivedEvent> event = events.next(); event.isPresent(); event = events.next()) {
                Preview.Outcome outcome = preview.of(event.get(), explain);
                output.print(outcome);
                refused |= outcome.refusal().isPresent();
            }
        }
        return refused ? 1 : 0;
    }

    private int failed(String message) {
        spec.commandLine().getOut().flush();
        spec.commandLine().getErr().println(message);
        return 1;
    }
}
