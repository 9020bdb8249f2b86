package org.extoledestination.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.extoledestination.command.Bystander.RefusedStartException;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.platform.files.MistakesException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
        })
final class MapCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "One event, several in a row, an array, a batch, or one of these gzipped; - for standard"
                    + " input.")
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

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description =
                    "Whose events they are, as ingest.sources names it: it decides the account. Default: the first.")
    private @Nullable String source;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Environment settings = Instance.settings();
        Path from = folder == null ? Path.of(settings.getProperty("mapping.folder", "config/mappings")) : folder;
        try {
            Mappings mappings = Mappings.read(from, MappingSettings.of(Binder.get(settings)), Clock.systemUTC());
            // Before the application starts, which takes seconds.
            try (InputStream in = file.open();
                    ArchiveFile events = ArchiveFile.look(in);
                    Bystander bystander = new Bystander(settings, from);
                    ConfigurableApplicationContext beans = bystander.start(List.of(), List.of())) {
                EventMapper mapper = EventMapper.of(beans, mappings, source, explain);
                return run(
                        events,
                        mapper,
                        explain
                                ? new ExplainedOutput(out)::print
                                : mapped -> mapped.objects().forEach(out::println));
            }
        } catch (RefusedException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (MistakesException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        } catch (BindException e) {
            throw new FailedException("The setting " + e.getName() + " has a value that cannot be used. Correct it in"
                    + " config/application.yaml or the environment.");
        } catch (RefusedStartException e) {
            throw new FailedException("The application does not start with the settings and routes of this folder:\n"
                    + e.getMessage() + "\nMend that first; 'check' lists all of it.");
        } catch (BrokenArchiveException e) {
            throw new FailedException(file.name() + " " + e.getMessage());
        }
    }

    private static int run(ArchiveFile events, EventMapper mapper, Consumer<MappedEvent> output)
            throws BrokenArchiveException {
        boolean refused = false;
        for (Optional<ArchivedEvent> event = events.next(); event.isPresent(); event = events.next()) {
            MappedEvent mapped = mapper.of(event.get());
            output.accept(mapped);
            refused |= mapped.isRefused();
        }
        return refused ? 1 : 0;
    }
}
