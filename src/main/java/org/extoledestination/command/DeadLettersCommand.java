package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters}: what could not be delivered, and why; and what to do about it. */
@Command(name = "dead-letters", description = "What could not be delivered, and why; and what to do about it.")
final class DeadLettersCommand {

    private static final String PATH = "/actuator/deadletters";
    private static final int EXPORT_PAGE = 100;

    /** The fields by which letters can be counted. */
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

        private void requireAny() {
            if (selection.isEmpty() && !all) {
                throw FailedException.wrongUse("Name dead letters by number or by a filter, or say --all.");
            }
        }

        private void refuseDiscarded() {
            if (selection.isOfDiscarded()) {
                throw FailedException.wrongUse("--discarded means letters that are discarded already: leave it out.");
            }
        }
    }

    @Command(description = "Lists the latest dead letters first.")
    void list(@Mixin Instance instance, @Mixin DeadLetterSelection selection, @Mixin Listing listing) {
        DeadLettersOutput output = new DeadLettersOutput(instance);
        listing.print(
                instance,
                address("", selection),
                "deadLetters",
                page -> output.heading(page, selection.isOfDiscarded(), selection.words()),
                output::letter);
    }

    @Command(
            description = "Shows all about one dead letter: the event, and what the mappings would make of it now."
                    + " Personal data is masked.")
    void show(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its number.") long id,
            @Option(
                            names = "--unmask",
                            paramLabel = "WHY",
                            description = "Shows personal data too. The audit trail keeps who, which letter and why.")
                    @Nullable
                    String unmask,
            @Mixin Form form) {
        form.print(
                instance.get(PATH + '/' + id + (unmask == null ? "" : unmasked(unmask))),
                new DeadLettersOutput(instance)::shown);
    }

    private static String unmasked(String why) {
        return "?unmask=" + URLEncoder.encode(why, StandardCharsets.UTF_8);
    }

    @Command(description = "Counts dead letters, the most frequent first.")
    void count(
            @Mixin Instance instance,
            @Mixin DeadLetterSelection selection,
            @Option(
                            names = "--by",
                            defaultValue = "reason",
                            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
                    By by,
            @Mixin Form form) {
        form.print(
                instance.get(PATH + "/count?by=" + by + selection.parameters()),
                counts -> new DeadLettersOutput(instance).counts(counts, selection.words()));
    }

    @Command(
            description = "Puts dead letters back into the queue, in their order. The mappings are applied as they are"
                    + " now, and what Extole has already is not sent again.")
    int replay(
            @Mixin Instance instance,
            @Mixin Choice choice,
            @Option(
                            names = "--rate",
                            converter = Conversions.FromZero.class,
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
                    boolean otherPerson) {
        Map<String, Object> body = new HashMap<>(Map.of("rate", rate));
        if (with != null) {
            body.put("otherPerson", otherPerson);
            if (!choice.selection.isOfOneNumber() || choice.all) {
                throw FailedException.wrongUse("--with is for one dead letter: name its number, and nothing else.");
            }
            if (stop || again) {
                throw FailedException.wrongUse("--with goes with neither --stop nor --again: it replays at once.");
            }
            edit(instance, choice.selection.ids().get(0), with.text(), body, choice.dryRun);
            return 0;
        }
        if (stop) {
            choice.refuseDiscarded();
            return act(instance, "stop", choice, body, "taken back");
        }
        body.put("again", again);
        choice.requireAny();
        String done = "asked for replay" + (rate == 0 ? "" : ", " + rate + " a second at most");
        return act(instance, "replay", choice, body, done);
    }

    private static int act(Instance instance, String action, Choice choice, Map<String, ?> terms, String done) {
        List<JsonNode> all = act(instance, action, choice, terms);
        long letters =
                all.stream().mapToLong(each -> each.path("letters").asLong()).sum();
        OptionalLong batch = all.stream()
                .map(each -> each.path("batch"))
                .filter(JsonNode::isNumber)
                .mapToLong(JsonNode::asLong)
                .findFirst();
        String what = letters == 1 ? "1 dead letter " : letters + " dead letters ";
        String tense = choice.dryRun ? "would be " : letters == 1 ? "is " : "are ";
        instance.out()
                .println(
                        choice.json
                                ? "{\"letters\":" + letters + ",\"dryRun\":" + choice.dryRun
                                        + (batch.isPresent() ? ",\"batch\":" + batch.getAsLong() : "") + '}'
                                : what
                                        + tense
                                        + done
                                        + '.'
                                        + (batch.isPresent() && letters > 0
                                                ? " To take that back: dead-letters restore --batch "
                                                        + batch.getAsLong()
                                                : ""));
        if (letters == 0 && !choice.selection.ids().isEmpty()) {
            instance.err()
                    .println("None of those numbers is there, or in a state for it. See: dead-letters show "
                            + choice.selection.ids().get(0));
            return 1;
        }
        return 0;
    }

    /**
     * Acts page by page on letters that 'list' would show now, and returns what each page has done. The instance does
     * nothing if it finds more than were listed: then it does not mean the same letters.
     */
    private static List<JsonNode> act(Instance instance, String action, Choice choice, Map<String, ?> terms) {
        JsonNode listed = instance.get(PATH + "?limit=1" + choice.selection.parameters());
        if (listed.path("total").asLong() == 0) {
            return List.of();
        }
        long latest = listed.at("/deadLetters/0/id").asLong();
        Map<String, Object> body = new HashMap<>(terms);
        body.put("all", choice.all);
        body.put("dryRun", choice.dryRun);
        body.put("most", listed.path("total"));
        return instance.postAll(address('/' + action, choice.selection.upTo(latest)), body);
    }

    private static String address(String action, DeadLetterSelection selection) {
        return PATH + action + selection.parameters().replaceFirst("&", "?");
    }

    private static void edit(Instance instance, long id, String event, Map<String, ?> terms, boolean dryRun) {
        Map<String, Object> body = new HashMap<>(terms);
        body.put("event", event);
        body.put("dryRun", dryRun);
        JsonNode edited;
        // Wrong options are reported as such.
        instance.access();
        try {
            edited = instance.post(PATH + "/edit?id=" + id, body);
        } catch (FailedException e) {
            // The command is right, the event is not.
            throw new FailedException(String.valueOf(e.getMessage()));
        }
        if (edited.path("otherPerson").asBoolean()) {
            instance.out()
                    .println("The event is another person's now, and stands in the order of that person's events.");
        }
        if (dryRun) {
            new DeadLettersOutput(instance).preview(edited.path("preview"));
        } else {
            instance.out().println("Dead letter " + id + " is edited and asked for replay.");
        }
    }

    @Command(description = "Opens the event of a dead letter in an editor, and replays it as it is saved.")
    void edit(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its number.") long id,
            @Option(
                            names = "--editor",
                            defaultValue = "${env:VISUAL:-${env:EDITOR:-vi}}",
                            description = "The editor, called with a file. Default: VISUAL, EDITOR, or vi.")
                    String editor,
            @Option(names = "--other-person", description = "The event may become another person's.")
                    boolean otherPerson)
            throws IOException {
        EditedFile file = EditedFile.of(instance.get(PATH + '/' + id + unmasked("dead-letters edit"))
                .path("event")
                .asText());
        if (!file.edit(editor)) {
            file.delete();
            instance.out().println("Nothing was changed, nothing is replayed.");
            return;
        }
        try {
            edit(instance, id, file.text(), Map.of("otherPerson", otherPerson), false);
            file.delete();
        } catch (FailedException e) {
            throw new FailedException(e.getMessage() + System.lineSeparator() + "Your text is in "
                    + file.path() + ". Mend it and say: dead-letters replay " + id + " --with " + file.path()
                    + ". Delete it afterwards: it holds personal data.");
        }
    }

    @Command(
            description =
                    "Lays dead letters aside that are not to be delivered. They are kept as discarded for a while.")
    int discard(
            @Mixin Instance instance,
            @Mixin Choice choice,
            @Option(names = "--note", required = true, description = "Why, for those who look later. Nothing personal.")
                    String note) {
        choice.refuseDiscarded();
        choice.requireAny();
        return act(instance, "discard", choice, Map.of("note", note), "discarded");
    }

    @Command(
            description =
                    "Takes discards back: the letters wait for a decision again. That goes until they are deleted,"
                            + " after dead-letter.keep-discarded.")
    int restore(@Mixin Instance instance, @Mixin Choice choice) {
        choice.requireAny();
        choice.selection.ofDiscarded();
        return act(instance, "restore", choice, Map.of(), "restored");
    }

    @Command(description = "Writes dead letters with their events, one JSON object a line. They hold personal data.")
    void export(@Mixin Instance instance, @Mixin DeadLetterSelection selection) {
        String after = "&after=0";
        long letters = 0;
        while (!after.isEmpty()) {
            JsonNode page = instance.get(PATH + "/export?limit=" + EXPORT_PAGE + after + selection.parameters());
            page.path("lines").forEach(line -> instance.out().println(line.asText()));
            letters += page.path("lines").size();
            after = page.path("next").isNumber() ? "&after=" + page.path("next") : "";
        }
        instance.out().flush();
        instance.err().println(letters == 1 ? "Exported 1 dead letter." : "Exported " + letters + " dead letters.");
    }

    @Command(
            name = "import",
            description = "Takes dead letters that another instance has exported. What is here already stays as it is.")
    int importLetters(
            @Mixin Instance instance,
            @Parameters(paramLabel = "FILE", description = "What 'export' wrote; - for standard input.") InputFile file,
            @Option(names = "--dry-run", description = "Reads and checks everything, keeps nothing.") boolean dryRun)
            throws IOException {
        DeadLettersImport imported = new DeadLettersImport(instance, PATH + "/import", dryRun);
        try (var in = file.open()) {
            imported.read(in);
        }
        instance.out().println(imported.summary());
        return imported.exitCode();
    }
}
