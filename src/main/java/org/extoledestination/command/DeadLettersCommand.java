package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.extoledestination.command.Instance.NotUnderstoodException;
import org.extoledestination.command.Instance.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: what could not be delivered, and why; and what to do about it. */
@Command(
        name = "dead-letters",
        description = "What could not be delivered, and why; and what to do about it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {

    private static final String PATH = "/actuator/deadletters";
    private static final int EXPORT_PAGE = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** What can be counted by. */
    enum By {
        REASON,
        CODE,
        EVENT,
        SOURCE,
        TYPE,
        STATE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which letters, and whether it is for real. */
    static final class Choice {

        @Mixin
        private DeadLetterSelection selection = new DeadLetterSelection();

        @Option(names = "--all", description = "All of them: without a number or a filter this must be said.")
        private boolean all;

        @Option(names = "--dry-run", description = "Only tells what it would do.")
        private boolean dryRun;

        @Option(names = "--json", description = "One JSON object, for other programs.")
        private boolean json;
    }

    @Command(description = "Lists the latest dead letters first.", mixinStandardHelpOptions = true)
    void list(@Mixin Instance instance, @Mixin DeadLetterSelection selection, @Mixin Listing listing)
            throws UnreachableException {
        listing.print(
                instance,
                address("", selection),
                "deadLetters",
                out(),
                page -> output().heading(page.path("total").asLong(), selection.isOfDiscarded(), selection.words()),
                output()::letter);
    }

    @Command(
            description = "Shows all about one dead letter: the event, which holds personal data, and what the mappings"
                    + " would make of it now.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", converter = Whole.Id.class, description = "Its number.") long id,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        JsonNode shown = instance.get(PATH + '/' + id);
        if (json) {
            out().println(shown);
        } else {
            output().shown(shown);
        }
        return 0;
    }

    @Command(description = "Counts dead letters, the most frequent first.", mixinStandardHelpOptions = true)
    int count(
            @Mixin Instance instance,
            @Mixin DeadLetterSelection selection,
            @Option(
                            names = "--by",
                            defaultValue = "reason",
                            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
                    By by,
            @Option(names = "--json", description = "One JSON object, for other programs.") boolean json)
            throws UnreachableException {
        JsonNode counts = instance.get(PATH + "/count?by=" + by + selection.parameters());
        if (json) {
            out().println(counts);
        } else {
            output().counts(counts, selection.words());
        }
        return 0;
    }

    @Command(
            description = "Puts dead letters back into the queue, in their order. The mappings are applied as they are"
                    + " now, and what Extole has already is not sent again.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin Instance instance,
            @Mixin Choice choice,
            @Option(
                            names = "--rate",
                            converter = Whole.FromZero.class,
                            defaultValue = "50",
                            description = "Events a second at most (${DEFAULT-VALUE}); 0 for no limit. Holds for all"
                                    + " that wait for their replay.")
                    int rate,
            @Option(names = "--again", description = "Also those that are on their way already.") boolean again,
            @Option(names = "--stop", description = "Takes back what was asked for and is not in the queue yet.")
                    boolean stop,
            @Option(
                            names = "--with",
                            paramLabel = "FILE",
                            description =
                                    "Replays one dead letter with the event in this file, or in standard input (-),"
                                            + " in its place.")
                    @Nullable
                    InputFile with,
            @Option(names = "--other-person", description = "The event in --with may be another person's.")
                    boolean otherPerson)
            throws UnreachableException, IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("rate", String.valueOf(rate));
        if (with != null) {
            body.put("otherPerson", String.valueOf(otherPerson));
            if (!choice.selection.isOfOneNumber() || choice.all) {
                throw new ParameterException(
                        spec.commandLine(), "--with is for one dead letter: name its number, and nothing else.");
            }
            if (stop || again) {
                throw new ParameterException(
                        spec.commandLine(), "--with goes with neither --stop nor --again: it replays at once.");
            }
            return edit(instance, choice.selection.ids().get(0), with.text(), body, choice.dryRun);
        }
        if (stop) {
            refuseDiscarded(choice);
            return say(act(instance, "stop", choice, body), choice, "taken back");
        }
        body.put("again", String.valueOf(again));
        requireChoice(choice);
        String done = "asked for replay" + (rate == 0 ? "" : ", " + rate + " a second at most");
        return say(act(instance, "replay", choice, body), choice, done);
    }

    /**
     * Acts page by page on letters that 'list' would show now, and returns how many it were in all. The instance does
     * nothing if it finds more than were listed: then it does not mean the same letters.
     */
    private long act(Instance instance, String action, Choice choice, Map<String, String> terms)
            throws UnreachableException {
        JsonNode listed = instance.get(PATH + "?limit=1" + choice.selection.parameters());
        if (listed.path("total").asLong() == 0) {
            return 0;
        }
        String address = address(
                '/' + action,
                choice.selection.upTo(
                        listed.path("deadLetters").path(0).path("id").asLong()));
        Map<String, String> body = new LinkedHashMap<>(terms);
        body.put("all", String.valueOf(choice.all));
        body.put("dryRun", String.valueOf(choice.dryRun));
        body.put("most", listed.path("total").asText());
        return instance.postAll(address, body).stream()
                .mapToLong(done -> done.path("letters").asLong())
                .sum();
    }

    private static String address(String action, DeadLetterSelection selection) {
        String parameters = selection.parameters();
        return PATH + action + (parameters.isEmpty() ? "" : '?' + parameters.substring(1));
    }

    private void requireChoice(Choice choice) {
        if (choice.selection.isEmpty() && !choice.all) {
            throw new ParameterException(
                    spec.commandLine(), "Name dead letters by number or by a filter, or say --all.");
        }
    }

    private void refuseDiscarded(Choice choice) {
        if (choice.selection.isOfDiscarded()) {
            throw new ParameterException(
                    spec.commandLine(), "--discarded means letters that are discarded already: leave it out.");
        }
    }

    private int say(long letters, Choice choice, String done) {
        String what = letters == 1 ? "1 dead letter " : letters + " dead letters ";
        String tense = choice.dryRun ? "would be " : letters == 1 ? "is " : "are ";
        out().println(
                        choice.json
                                ? "{\"letters\":" + letters + ",\"dryRun\":" + choice.dryRun + '}'
                                : what + tense + done + '.');
        if (letters == 0 && !choice.selection.ids().isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("None of those numbers is there, or in a state for it. See: dead-letters show "
                            + choice.selection.ids().get(0));
            return 1;
        }
        return 0;
    }

    private int edit(Instance instance, long id, String event, Map<String, String> terms, boolean dryRun)
            throws UnreachableException {
        Map<String, String> body = new LinkedHashMap<>(terms);
        body.put("event", event);
        body.put("dryRun", String.valueOf(dryRun));
        JsonNode edited;
        try {
            edited = instance.post(PATH + "/edit?id=" + id, body);
        } catch (NotUnderstoodException e) {
            // The command is right, the event is not.
            throw new UnreachableException(String.valueOf(e.getMessage()));
        }
        if (edited.path("otherPerson").asBoolean()) {
            out().println("The event is another person's now, and stands in the order of that person's events.");
        }
        if (dryRun) {
            output().preview(edited.path("preview"));
        } else {
            out().println("Dead letter " + id + " is edited and asked for replay.");
        }
        return 0;
    }

    @Command(
            description = "Opens the event of a dead letter in an editor, and replays it as it is saved.",
            mixinStandardHelpOptions = true)
    int edit(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", converter = Whole.Id.class, description = "Its number.") long id,
            @Option(
                            names = "--editor",
                            defaultValue = "${env:VISUAL:-${env:EDITOR:-vi}}",
                            description = "The editor, called with a file. Default: VISUAL, EDITOR, or vi.")
                    String editor,
            @Option(names = "--other-person", description = "The event may become another person's.")
                    boolean otherPerson)
            throws UnreachableException, IOException {
        EditedFile file =
                EditedFile.of(instance.get(PATH + '/' + id).path("event").asText());
        if (!file.edit(editor)) {
            file.delete();
            out().println("Nothing was changed, nothing is replayed.");
            return 0;
        }
        try {
            int exitCode = edit(instance, id, file.text(), Map.of("otherPerson", String.valueOf(otherPerson)), false);
            file.delete();
            return exitCode;
        } catch (UnreachableException e) {
            throw new UnreachableException(e.getMessage() + System.lineSeparator() + "Your text is in "
                    + file.path() + ". Mend it and say: dead-letters replay " + id + " --with " + file.path()
                    + ". Delete it afterwards: it holds personal data.");
        }
    }

    @Command(
            description =
                    "Lays dead letters aside that are not to be delivered. They are kept as discarded for a while.",
            mixinStandardHelpOptions = true)
    int discard(
            @Mixin Instance instance,
            @Mixin Choice choice,
            @Option(names = "--note", required = true, description = "Why, for those who look later. Nothing personal.")
                    String note)
            throws UnreachableException {
        refuseDiscarded(choice);
        requireChoice(choice);
        return say(act(instance, "discard", choice, Map.of("note", note)), choice, "discarded");
    }

    @Command(
            description = "Writes dead letters with their events, one JSON object a line. They hold personal data.",
            mixinStandardHelpOptions = true)
    int export(@Mixin Instance instance, @Mixin DeadLetterSelection selection) throws UnreachableException {
        String after = "&after=0";
        long letters = 0;
        while (!after.isEmpty()) {
            JsonNode page = instance.get(PATH + "/export?limit=" + EXPORT_PAGE + after + selection.parameters());
            page.path("lines").forEach(line -> out().println(line.asText()));
            letters += page.path("lines").size();
            after = page.path("next").isNumber() ? "&after=" + page.path("next") : "";
        }
        out().flush();
        spec.commandLine()
                .getErr()
                .println(letters == 1 ? "Exported 1 dead letter." : "Exported " + letters + " dead letters.");
        return 0;
    }

    @Command(
            name = "import",
            description = "Takes dead letters that another instance has exported. What is here already stays as it is.",
            mixinStandardHelpOptions = true)
    int importLetters(
            @Mixin Instance instance,
            @Parameters(paramLabel = "FILE", description = "What 'export' wrote; - for standard input.") InputFile file,
            @Option(names = "--dry-run", description = "Reads and checks everything, keeps nothing.") boolean dryRun)
            throws UnreachableException, IOException {
        DeadLettersImport imported = new DeadLettersImport(
                instance, PATH + "/import", dryRun, spec.commandLine().getErr());
        try (var in = file.open()) {
            imported.read(in);
        }
        out().println(imported.summary());
        return imported.exitCode();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private DeadLettersOutput output() {
        return new DeadLettersOutput(out());
    }
}
