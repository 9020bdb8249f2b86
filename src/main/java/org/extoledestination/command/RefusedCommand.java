package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code refused}: messages that no route can take, and what to do about them. */
@Command(name = "refused", description = "Messages that no route can take, and why; and what to do about them.")
final class RefusedCommand {

    private static final String PATH = "/actuator/refused";
    private static final int LONGEST = 2_000;

    /** Which messages an action is for. */
    static final class Which {

        @Parameters(paramLabel = "ID", arity = "1..*", description = "Their numbers.")
        private List<Long> ids = List.of();

        @Option(names = "--all", description = "All that are listed now.")
        private boolean all;
    }

    @Command(description = "Lists the latest refused messages first.")
    void list(@Mixin Instance instance, @Mixin Listing listing) {
        listing.print(
                instance,
                PATH,
                "refused",
                page -> instance.say(
                        page,
                        page.path("total").asLong() == 0
                                ? "No message is refused."
                                : "{total} refused messages, the latest first, {bytes} bytes:"),
                message -> instance.out().println(line(message)));
    }

    private static String line(JsonNode message) {
        return Shown.clean(
                Sentence.of(message, "{id}  {since}  {queue}  source={source|unknown}  {messageId}  {code}: {detail}"),
                LONGEST);
    }

    @Command(description = "Shows one refused message. It prints personal data.")
    void show(
            @Mixin Instance instance,
            @Parameters(paramLabel = "ID", description = "Its number.") long id,
            @Mixin Form form) {
        form.print(instance.get(PATH + '/' + id), shown -> {
            instance.out().println(line(shown.path("message")));
            instance.out()
                    .printf(
                            "%nProperties: %s%n%nThe message, as it came (personal data):%n%s%n",
                            shown.path("properties").asText(), QueueCommand.lines(shown.path("content")));
        });
    }

    @Command(
            description =
                    "Puts refused messages onto the queue that they came from, as they came. What is refused again is"
                            + " listed again.")
    int replay(
            @Mixin Instance instance,
            @ArgGroup(exclusive = true, multiplicity = "1") Which which,
            @Option(
                            names = "--source",
                            paramLabel = "NAME",
                            description = "The source that they count for. Default: as each message says.")
                    @Nullable
                    String source) {
        List<String> stay = new ArrayList<>();
        long replayed = act(instance, "replay", which, source == null ? Map.of() : Map.of("source", source), stay);
        instance.out().printf("Replayed: %d refused messages.%n", replayed);
        if (!stay.isEmpty()) {
            instance.out()
                    .printf(
                            "Neither text nor bytes, so they cannot be made anew and stay: %s. Their senders send them again.%n",
                            stay);
            return 3;
        }
        return missing(instance, which, replayed);
    }

    @Command(description = "Removes refused messages for good.")
    int discard(@Mixin Instance instance, @ArgGroup(exclusive = true, multiplicity = "1") Which which) {
        long discarded = act(instance, "discard", which, Map.of(), new ArrayList<>());
        instance.out().printf("Discarded: %d refused messages.%n", discarded);
        return missing(instance, which, discarded);
    }

    private static int missing(Instance instance, Which which, long done) {
        long missing = which.ids.stream().distinct().count() - done;
        if (which.all || missing <= 0) {
            return 0;
        }
        instance.out()
                .printf(
                        "%d of these numbers are of no refused message: replayed or discarded before, or never there."
                                + " 'refused list' shows what there is.%n",
                        missing);
        return 1;
    }

    /** All means those that are there when the command begins. */
    private static long act(Instance instance, String action, Which which, Map<String, ?> terms, List<String> stay) {
        Map<String, Object> body = new HashMap<>(terms);
        if (which.all) {
            body.put("upTo", instance.get(PATH + "?limit=1").at("/refused/0/id").asText("0"));
        } else {
            body.put("id", which.ids.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        long messages = 0;
        for (JsonNode done : instance.postAll(PATH + '/' + action, body)) {
            messages += done.path("messages").asLong();
            done.path("stay").forEach(each -> stay.add(each.asText()));
        }
        return messages;
    }
}
