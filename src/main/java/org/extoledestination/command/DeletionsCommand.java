package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code deletions}: whether deletion requests are held; lets them go, or refuses them. */
@Command(name = "deletions", description = "Whether deletion requests are held for you; lets them go, or refuses them.")
final class DeletionsCommand {

    private static final String PATH = "/actuator/deletions";

    /** The source of an action. */
    static final class Source {

        @Option(
                names = "--source",
                required = true,
                paramLabel = "NAME",
                description = "The source whose deletions are held.")
        private String name = "";
    }

    @Command(description = "Tells whose deletions are held, since when, and how many.")
    void status(@Mixin Instance instance, @Mixin Form form) {
        form.print(instance.get(PATH), state -> print(state, instance));
    }

    @Command(
            description =
                    "Lets held deletions go: those persons are erased at Extole for good. Beyond the number the next"
                            + " are held again.")
    void release(
            @Mixin Instance instance,
            @Mixin Source source,
            @Option(
                            names = "--count",
                            paramLabel = "N",
                            description =
                                    "How many may pass within the next hour. Default: delivery.deletions-per-hour.")
                    @Nullable
                    Integer count) {
        Map<String, ?> request =
                count == null ? Map.of("source", source.name) : Map.of("source", source.name, "count", count);
        print(instance.post(PATH + "/release", request), instance);
    }

    @Command(
            description =
                    "Refuses the deletions that wait: nobody is erased, they become dead letters, from where they can"
                            + " be replayed. Later ones are counted anew.")
    void refuse(@Mixin Instance instance, @Mixin Source source) {
        print(instance.post(PATH + "/refuse", Map.of("source", source.name)), instance);
    }

    private static void print(JsonNode state, Instance instance) {
        JsonNode held = state.path("held");
        instance.say(state, held.isEmpty() ? "No deletions are held." : "Deletions are held:");
        held.forEach(each -> instance.say(each, "  source={source}  since {since}  {waiting} waiting"));
    }
}
