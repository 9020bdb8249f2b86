package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code delivery}: whether requests leave for Extole; holds them, lets them go. */
@Command(name = "delivery", description = "Whether requests leave for Extole; holds them, lets them go.")
final class DeliveryCommand {

    private static final String PATH = "/actuator/delivery";

    @Command(description = "Tells for each call whether it goes on, and why not.")
    void status(@Mixin Instance instance, @Mixin Form form) {
        form.print(instance.get(PATH), state -> print(state, instance));
    }

    @Command(
            description = "Holds all requests. Events are kept; requests under way finish. It outlasts a restart and is"
                    + " for all instances that share the database.")
    void pause(
            @Mixin Instance instance,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "REASON",
                            description = "Why, for those who find delivery paused. Nothing personal.")
                    List<String> reason) {
        print(instance.post(PATH + "/pause", Map.of("reason", String.join(" ", reason))), instance);
    }

    @Command(description = "Lets requests leave again after a pause by hand.")
    void resume(@Mixin Instance instance) {
        print(instance.post(PATH + "/resume", Map.of()), instance);
    }

    @Command(
            description = "Lists the persons of whom events wait aside, by the first of each: the one that fails alone."
                    + " Nobody is named: a person is the beginning of a fingerprint.")
    void held(@Mixin Instance instance, @Mixin Form form) {
        form.print(instance.get(PATH + "/held"), held -> printHeld(held, instance));
    }

    private static void printHeld(JsonNode held, Instance instance) {
        boolean isOne = held.path("persons").asLong() == 1;
        instance.say(held, isOne ? "{persons} person waits aside." : "{persons} persons wait aside.");
        for (JsonNode first : held.path("firsts")) {
            instance.say(
                    first,
                    "  person={person}  {type}  messageId={messageId:id}  source={source:name}  since {since},"
                            + " tried {attempts} times, next {nextAttempt}, {behind} behind");
        }
    }

    private static void print(JsonNode state, Instance instance) {
        instance.say(state, isPaused(state) ? "Delivery is paused." : "Delivery runs.");
        instance.say(state, "  Extole: {extole:text}");
        state.path("operations").properties().forEach(each -> {
            String call = String.format("  %-11s  ", each.getKey());
            if (isPaused(each.getValue())) {
                instance.say(each.getValue(), call + "paused since {since} after {attempts} failed attempts");
                instance.say(each.getValue(), "               {reason:text}");
                instance.say(each.getValue(), "               What to do: {action}");
            } else {
                instance.say(each.getValue(), call + "running");
            }
        });
        JsonNode held = state.path("held");
        if (held.isMissingNode()) {
            instance.say(held, "Waiting aside: not known: the database does not answer.");
        } else if (held.path("events").asLong() > 0) {
            instance.say(
                    held,
                    "Waiting aside: events={events}, persons={persons}, the oldest since {oldest}."
                            + " See: java -jar extole-destination.jar delivery held");
        }
    }

    private static boolean isPaused(JsonNode state) {
        return state.path("state").asText().equals("paused");
    }
}
