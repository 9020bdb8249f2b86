package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.command.CommandsTest.Run;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.LogAgain;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command by every wrong word. Commands and words come out of picocli's own model: a new one is tried by itself. */
@ExtendWith(LogAgain.class)
@Tag("slow")
class WrongUseTest {

    /** Options that take any text. What a new one takes has to be said: here, by a type, or by a converter. */
    private static final Set<String> ANY_TEXT = Set.of(
            "--code",
            "--event",
            "--person",
            "--message-id",
            "--note",
            "--editor",
            "--user-id",
            "--anonymous-id",
            "--unmask",
            "--who",
            "--action");
    /** Options whose words the instance knows. */
    private static final Set<String> OF_THE_INSTANCE = Set.of("--source");
    /** Options that are looked at before anything is sent, and not named again. */
    private static final Set<Class<?>> FILES = Set.of(Path.class, InputFile.class);

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;
    private static Application application;

    @BeforeAll
    static void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(sandbox.uri(), folder.resolve("data"));
        Files.writeString(folder.resolve("sound.json"), Archives.track("wrong-use-1"));
        Files.writeString(folder.resolve("empty.json"), "");
        Files.write(folder.resolve("latin1.json"), "{\"name\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("token"), "x".repeat(40));
        Files.createDirectory(folder.resolve("folder"));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static Stream<CommandSpec> commands() {
        return below(Commands.commandLine());
    }

    private static Stream<CommandSpec> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec()),
                command.getSubcommands().values().stream()
                        .filter(each -> !each.getCommandName().equals("help"))
                        .flatMap(WrongUseTest::below));
    }

    private static boolean isGroup(CommandSpec command) {
        return !command.subcommands().isEmpty();
    }

    private static Stream<CommandSpec> leaves() {
        return commands().filter(command -> !isGroup(command));
    }

    private static Stream<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> option.arity().max() > 0);
    }

    private static boolean has(CommandSpec command, String option) {
        return command.findOption(option) != null;
    }

    /** The words of a command that are needed for it to do anything, without those of {@code but}. */
    private static List<String> sound(CommandSpec command, String but) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName(" ").split(" ")));
        words.remove(0);
        for (PositionalParamSpec each : command.positionalParameters()) {
            words.add(value(each.paramLabel()));
        }
        options(command)
                .filter(option -> (option.required() && option.group() == null)
                        || (option.longestName().equals("--user-id")
                                && command.positionalParameters().isEmpty()))
                .filter(option -> !option.longestName().equals(but) && !but.equals("--email"))
                .forEach(option -> words.addAll(List.of(option.longestName(), value(option.longestName()))));
        return words;
    }

    private static String value(String label) {
        return switch (label) {
            case "ID" -> "7777777";
            case "FILE" -> folder.resolve("sound.json").toString();
            case "--source" -> "segment";
            default -> "word";
        };
    }

    private static Arguments wrong(CommandSpec command, List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        String shown = String.join(" ", all).replace(folder.toString(), ".");
        return Arguments.of(shown.isEmpty() ? "nothing" : shown, all, command.qualifiedName(" "));
    }

    static Stream<Arguments> wrongWords() {
        List<Arguments> all = new ArrayList<>();
        commands().filter(WrongUseTest::isGroup).forEach(command -> {
            List<String> words =
                    new ArrayList<>(List.of(command.qualifiedName(" ").split(" ")));
            words.remove(0);
            all.add(wrong(command, words));
            all.add(wrong(command, words, "nonsense"));
            all.add(wrong(command, words, "--nonsense"));
        });
        leaves().forEach(command -> {
            all.add(wrong(command, sound(command, ""), "--nonsense"));
            if (command.positionalParameters().stream()
                    .noneMatch(each -> each.arity().isVariable())) {
                all.add(wrong(command, sound(command, ""), "nonsense"));
            }
            command.positionalParameters().stream()
                    .filter(each -> each.required())
                    .forEach(each -> {
                        List<String> words = sound(command, "");
                        words.remove(value(each.paramLabel()));
                        all.add(wrong(command, words));
                    });
            options(command)
                    .filter(option -> option.required() && option.group() == null)
                    .forEach(option -> all.add(wrong(command, sound(command, option.longestName()))));
            options(command)
                    .forEach(option ->
                            all.add(wrong(command, sound(command, option.longestName()), option.longestName())));
            options(command)
                    .filter(option -> !ANY_TEXT.contains(option.longestName())
                            && !OF_THE_INSTANCE.contains(option.longestName())
                            && !FILES.contains(option.type()))
                    .forEach(option -> Stream.of("nonsense", "", "-1", "2147483648000000000000")
                            .forEach(value -> all.add(wrong(
                                    command,
                                    sound(command, option.longestName()),
                                    option.longestName() + '=' + value))));
            options(command)
                    .filter(option -> option.type() == String.class)
                    .forEach(option ->
                            all.add(wrong(command, sound(command, option.longestName()), option.longestName() + "= ")));
            command.positionalParameters().stream()
                    .filter(each -> each.paramLabel().equals("ID"))
                    .forEach(each -> Stream.of("", each.type() == String.class ? " " : "abc")
                            .forEach(id -> {
                                List<String> words = sound(command, "");
                                words.set(words.indexOf(value("ID")), id);
                                all.add(wrong(command, words));
                            }));
            if (has(command, "--since")) {
                all.add(wrong(command, sound(command, ""), "--since", "2026-11-23", "--until", "2026-11-23T00:00:00Z"));
            }
            if (has(command, "--url")) {
                Stream.of("127.0.0.1:8081", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999")
                        .forEach(url -> all.add(wrong(command, sound(command, ""), "--url", url)));
            }
        });
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongWords")
    void wrongWordsAreAnsweredByTheUsageOfTheirCommand(String shown, List<String> words, String command) {
        Run run = Run.of(words.toArray(String[]::new));

        assertThat(run.err())
                .contains("Usage: " + command + ' ')
                .doesNotContain("is not a long", "is not an int", "is not a ");
        assertPlain(run, 2);
        assertThat(run.out()).isEmpty();
    }

    static Stream<Arguments> misspelt() {
        return commands()
                .flatMap(command -> Stream.concat(
                        command.options().stream()
                                .filter(option -> option.longestName().length() > 5)
                                .map(option -> Arguments.of(command.qualifiedName(" "), option.longestName())),
                        command.subcommands().keySet().stream()
                                .map(name -> Arguments.of(command.qualifiedName(" "), name))));
    }

    /** By its last letter, which nobody misses. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("misspelt")
    void aWordThatIsMisspeltIsGuessed(String command, String word) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.remove(0);
        words.add(word.substring(0, word.length() - 1) + 'x');

        Run run = Run.of(words.toArray(String[]::new));

        assertThat(run.err())
                .contains("'. Did you mean '", "Usage: " + command + ' ')
                .doesNotContain("Unmatched", "Unknown option");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void whatAnOptionTakesIsKnown() {
        Set<String> texts = leaves().flatMap(WrongUseTest::options)
                .filter(option -> option.type() == String.class && option.converters().length == 0)
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(ANY_TEXT);
        known.addAll(OF_THE_INSTANCE);
        known.add("--email");

        assertThat(texts).isEqualTo(known);
    }

    static Stream<Arguments> asking() {
        return leaves().filter(command -> has(command, "--url")).map(command -> {
            List<String> words = sound(command, "");
            if (has(command, "--all") && has(command, "--dry-run")) {
                words.add("--dry-run");
            }
            return wrong(command, words);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asking")
    void anInstanceThatDoesNotAnswerIsNamed(String shown, List<String> words, String command) {
        Run away = run(words, List.of("--url", "http://127.0.0.1:1"));
        Run ingest = run(words, List.of("--url", application.ingest("").toString()));

        assertThat(away.err()).startsWith("No instance answers at http://127.0.0.1:1. Start it");
        assertPlain(away, 1);
        assertThat(ingest.err()).contains("answered 404", "--url");
        assertPlain(ingest, 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asking")
    void aTokenThatWillNotDoIsNamedByItsFile(String shown, List<String> words, String command) {
        String url = application.management("").toString();
        for (String file : List.of("token", "empty.json", "folder", "nowhere")) {
            Path token = folder.resolve(file);

            Run run = run(words, List.of("--url", url, "--token-file", token.toString()));

            assertThat(run.err()).contains(token.toString());
            assertPlain(run, 1);
        }
    }

    static Stream<Arguments> ofTheInstance() {
        return leaves().flatMap(command -> options(command)
                .filter(option -> OF_THE_INSTANCE.contains(option.longestName()))
                .map(option -> {
                    List<String> words = sound(command, option.longestName());
                    if (has(command, "--reason")) {
                        words.removeIf(value("ID")::equals);
                    }
                    return wrong(command, words, option.longestName(), "nonsense");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofTheInstance")
    void aWordThatTheInstanceDoesNotKnowIsNotTakenForOneThatFindsNothing(
            String shown, List<String> words, String command) {
        boolean asksNobody = words.get(0).equals("map");

        Run run = run(words, asksNobody ? List.of() : Tokens.options(application.management("")));

        assertThat(run.err()).contains("nonsense", "Usage: " + command + ' ');
        assertPlain(run, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "map, --mappings, 'there is no such folder'",
        "import, --report, 'The report cannot be written there: its folder does not exist. Name another file with --report'"
    })
    void aPathThatLeadsNowhereIsToldSo(String command, String option, String message) {
        String nowhere = folder.resolve("nowhere").resolve("x").toString();
        List<String> more = new ArrayList<>(List.of(option, nowhere));
        if (command.equals("import")) {
            more.add("--dry-run");
            more.addAll(Tokens.options(application.management("")));
        }

        Run run = run(List.of(command, value("FILE")), more);

        assertThat(run.err()).contains(message);
        assertPlain(run, 1);
    }

    /** How a command that reads a file ends with one that is not as it should be. */
    private static Run reading(CommandSpec command, String file, Predicate<CommandSpec> isOption) {
        List<String> words = sound(command, "");
        String path = folder.resolve(file).toString();
        if (isOption.test(command)) {
            words.addAll(List.of("--with", path));
        } else {
            words.set(words.indexOf(folder.resolve("sound.json").toString()), path);
        }
        return has(command, "--url") ? run(words, Tokens.options(application.management(""))) : run(words, List.of());
    }

    static Stream<Arguments> readers() {
        return leaves().filter(command -> has(command, "--with")
                        || command.positionalParameters().stream()
                                .anyMatch(each -> each.paramLabel().equals("FILE")))
                .map(command -> Arguments.of(command.qualifiedName(" "), command));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void aFileThatWillNotDoIsNamedWithTheReason(String name, CommandSpec command) {
        Predicate<CommandSpec> isOption = each -> has(each, "--with");
        boolean takesFolders = name.endsWith("destination import");
        boolean takesNothing = !isOption.test(command);

        Run missing = reading(command, "nowhere.json", isOption);
        Run directory = reading(command, "folder", isOption);
        Run latin1 = reading(command, "latin1.json", isOption);
        Run empty = reading(command, "empty.json", isOption);

        assertThat(missing.err()).contains(folder.resolve("nowhere.json") + " does not exist.");
        assertPlain(missing, 1);
        assertThat(directory.err()).contains(takesFolders ? "" : folder.resolve("folder") + " is a folder.");
        assertPlain(directory, takesFolders ? 0 : 1);
        assertThat(latin1.err()).contains("not UTF-8");
        assertPlain(latin1, name.endsWith("dead-letters import") ? 3 : 1);
        assertPlain(empty, takesNothing ? 0 : 1);
    }

    private static Run run(List<String> words, List<String> more) {
        return Run.of(Stream.concat(words.stream(), more.stream()).toArray(String[]::new));
    }

    private static void assertPlain(Run run, int exitCode) {
        assertThat(run.err()).doesNotContain("Exception", "\tat ");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    }
}
