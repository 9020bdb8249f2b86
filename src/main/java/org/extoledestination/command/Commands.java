package org.extoledestination.command;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.extoledestination.edit.live.Nearest;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The commands of the jar: {@code java -jar extole-destination.jar dead-letters list}. */
@Command(
        name = "extole-destination",
        description =
                "Without a command, runs the application. With one, asks the instance that runs; 'map' and 'check' need"
                        + " none.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed: the message says why", "2:wrong use: nothing was done", "3:done in part"},
        subcommands = {
            AuditCommand.class,
            CheckCommand.class,
            DeadLettersCommand.class,
            DeletionsCommand.class,
            DeliveryCommand.class,
            FindCommand.class,
            ImportCommand.class,
            MapCommand.class,
            QueueCommand.class,
            RefusedCommand.class,
            ShadowCommand.class,
            StatusCommand.class,
            SuppressionsCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Commands {

    private static final List<String> ASKING = List.of("--help", "-h", "help", "--version", "-V");
    /** Java's replacement for a byte without a character in the locale. */
    private static final char UNREADABLE = '\ufffd';

    private Commands() {}

    /** The output of {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() throws java.io.IOException {
            Properties build = new Properties();
            try (var in = Commands.class.getResourceAsStream("/META-INF/build-info.properties")) {
                if (in != null) {
                    build.load(in);
                }
            }
            return new String[] {"extole-destination " + build.getProperty("build.version", "of no release")};
        }
    }

    /** Whether the first argument is a command, or cannot be a setting; anything else is Spring Boot's. */
    public static boolean areNamedBy(String[] args) {
        return args.length > 0 && (ASKING.contains(args[0]) || !args[0].startsWith("--"));
    }

    /** Runs the command and returns the exit code: 0 done, 1 failed, 2 wrong use, 3 done in part. */
    public static int run(String[] args) {
        PrintWriter err = SafeWriter.of(System.err);
        if (Stream.of(args).anyMatch(each -> each.indexOf(UNREADABLE) >= 0)) {
            err.println("The locale of this shell cannot express the command: characters of it are lost. Say"
                    + " LC_ALL=C.UTF-8 before it.");
            return CommandLine.ExitCode.USAGE;
        }
        return run(commandLine().setErr(err), SafeWriter.of(System.out), args);
    }

    /** The same with another place for what is printed. */
    public static int run(PrintWriter out, String... args) {
        return run(commandLine(), out, args);
    }

    private static int run(CommandLine commands, PrintWriter out, String... args) {
        try {
            return commands.setOut(out).execute(args);
        } finally {
            out.flush();
        }
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Commands());
        complete(commands);
        commands.getSubcommands().values().stream()
                .filter(each -> !each.getSubcommands().isEmpty())
                .forEach(each -> each.getCommandSpec().usageMessage().synopsisSubcommandLabel("COMMAND"));
        return Conversions.register(commands)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setExecutionStrategy(Commands::execute)
                .setParameterExceptionHandler((e, given) -> explain(e))
                .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
    }

    /** An empty value, or a time range that ends before it begins, would find nothing. */
    private static int execute(CommandLine.ParseResult parsed) {
        CommandLine command = given(parsed.commandSpec().commandLine());
        CommandLine.ParseResult given = command.getParseResult();
        for (ArgSpec each : given.matchedArgs()) {
            if (each.getValue() instanceof String text && text.isBlank()) {
                throw new CommandLine.ParameterException(command, name(each) + " is empty.");
            }
        }
        if (new TimeRange(given.matchedOptionValue("--since", null), given.matchedOptionValue("--until", null))
                .isEmpty()) {
            throw new CommandLine.ParameterException(command, "--since is not before --until.");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof CommandLine.Model.OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** The options of all commands. */
    @SuppressWarnings("UnusedVariable") // picocli reads them
    private static final class Standard {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help message and exit.")
        private boolean help;

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Print version information and exit.")
        private boolean version;
    }

    /** The options of all commands; 'help' has its own. */
    private static void complete(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        if (!command.getCommandSpec().helpCommand()) {
            // Not picocli's own: added this late it would shift the parameters of the commands' methods.
            command.getCommandSpec().addMixin("standard", CommandSpec.forAnnotatedObject(new Standard()));
        }
        command.getSubcommands().values().forEach(Commands::complete);
    }

    /** Says what was not understood, what may have been meant, and what there is. */
    private static int explain(CommandLine.ParameterException e) {
        CommandLine command = given(e.getCommandLine());
        command.getErr().println(message(e, command));
        command.usage(command.getErr());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** In words that need no knowledge of how arguments are parsed. */
    private static String message(CommandLine.ParameterException e, CommandLine command) {
        // What is missing may be there, under a name that is misspelt.
        List<String> unmatched = e instanceof CommandLine.UnmatchedArgumentException own
                ? own.getUnmatched()
                : command.getUnmatchedArguments();
        if (unmatched.isEmpty()) {
            return String.valueOf(e.getMessage());
        }
        String word = unmatched.get(0);
        if (word.startsWith("-D")) {
            return "'" + word + "' is for Java itself: write it before -jar.";
        }
        boolean isOption = word.startsWith("-");
        Collection<String> known = isOption
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        String name = isOption ? word.replaceFirst("=.*", "") : word;
        return "'" + command.getCommandSpec().qualifiedName(" ") + "' "
                + (isOption
                        ? "has no option '" + name + "'. " + Nearest.of(name, known)
                        : known.isEmpty()
                                ? "takes no '" + name + "' here: it is one word too many."
                                : "has no command '" + name + "'. " + Nearest.of(name, known));
    }

    /** The command that was asked for: what goes wrong while it runs is told by the one above it too. */
    private static CommandLine given(CommandLine command) {
        CommandLine.ParseResult parsed = command.getParseResult();
        return parsed == null
                ? command
                : parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
    }

    /** Anything but what is known to go wrong is a fault of ours and shows where it is. */
    private static int explain(Exception e, CommandLine command) throws Exception {
        command.getOut().flush();
        if (e instanceof FailedException failed && failed.isWrongUse()) {
            return explain(new CommandLine.ParameterException(command, String.valueOf(e.getMessage()), e));
        }
        if (e instanceof MarkedYAMLException broken) {
            Mark place = broken.getProblemMark();
            command.getErr()
                    .printf(
                            "config/application.yaml, or a file for one of its profiles, is not YAML: %s, line %d, column %d.%n",
                            broken.getProblem(), place.getLine() + 1, place.getColumn() + 1);
        } else if (e instanceof FailedException) {
            command.getErr().println(e.getMessage());
        } else {
            throw e;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
