package org.extoledestination.command;

import java.io.PrintWriter;
import java.util.List;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the jar does besides running: {@code java -jar extole-destination.jar dead-letters list}. */
@Command(
        name = "extole-destination",
        description =
                "Without a command, runs the application. With one, asks the instance that runs; 'map' needs none.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CheckCommand.class,
            DeadLettersCommand.class,
            DeletionsCommand.class,
            DeliveryCommand.class,
            ImportCommand.class,
            MapCommand.class,
            QueueCommand.class,
            ShadowCommand.class,
            SuppressionsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Commands {

    private static final List<String> HELP = List.of("--help", "-h", "help");

    private Commands() {}

    /** Whether the first argument is a command; anything else is Spring Boot's. */
    public static boolean areNamedBy(String[] args) {
        return args.length > 0 && (HELP.contains(args[0]) || !args[0].startsWith("-"));
    }

    /** Runs the command and returns the exit code: 0 done, 1 failed, 2 not understood, 3 done in part. */
    public static int run(String[] args) {
        return commandLine()
                .setOut(SafeWriter.of(System.out))
                .setErr(SafeWriter.of(System.err))
                .execute(args);
    }

    /** The same with another place for what is printed. */
    public static int run(PrintWriter out, String... args) {
        return commandLine().setOut(out).execute(args);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new Commands())
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((e, given) -> explain(e))
                .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
    }

    /** Says what was not understood, what may have been meant, and what there is. */
    private static int explain(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.usage(command.getErr());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Settings that are not YAML stop every command; anything else is a fault of ours and shows where it is. */
    private static int explain(Exception e, CommandLine command) throws Exception {
        if (!(e instanceof MarkedYAMLException broken)) {
            throw e;
        }
        command.getErr()
                .println("config/application.yaml, or a file for one of its profiles, is not YAML: "
                        + broken.getProblem() + ", line "
                        + (broken.getProblemMark().getLine() + 1) + ", column "
                        + (broken.getProblemMark().getColumn() + 1) + '.');
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
