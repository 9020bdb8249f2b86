package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.extoledestination.platform.telemetry.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code find}: where an event is, or what became of it as far as that is known. */
@Command(
        name = "find",
        description = "Where an event is, or what became of it as far as that is known. Nobody is named.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:found", "1:nothing is known of it, or the instance does not answer", "2:wrong use"})
final class FindCommand implements Callable<Integer> {

    @Mixin
    private Instance instance = new Instance();

    @Mixin
    private Form form = new Form();

    @Parameters(paramLabel = "MESSAGE-ID", description = "Segment's id of the event.")
    private String messageId = "";

    @Override
    public Integer call() {
        JsonNode found =
                instance.get("/actuator/find?messageId=" + URLEncoder.encode(messageId, StandardCharsets.UTF_8));
        form.print(found, this::printAll);
        return found.path("places").isEmpty() ? 1 : 0;
    }

    private void printAll(JsonNode found) {
        found.path("places").forEach(this::print);
        found.path("unasked").forEach(store -> instance.out().println("Not looked through: " + store.asText()));
        if (found.path("places").isEmpty()) {
            instance.out().println("Nothing is known of " + Shown.id(messageId) + """
                    . One of these holds:
                      It never came. The log of the sender tells.
                      It was refused or thrown away at the door: the log lines 'Refused a request' and 'Discarded events',\
                     and extole_destination_ingest_total.
                      It was not for Extole: extole_destination_router_total tells how many, and why.
                      It was done longer ago than delivery.remember-ids.
                      It waits far behind in a queue of your own broker, which shows the beginning of a long one.""");
        }
    }

    private void print(JsonNode place) {
        instance.say(
                place,
                "{place}  since {since}" + part(place, "what", "  {what:name}")
                        + part(place, "source", "  source={source:name}")
                        + part(place, "person", "  person={person:name}"));
        instance.say(place, "    {detail:text}");
        instance.say(place, "    What to do: {action}");
    }

    private static String part(JsonNode place, String field, String told) {
        return place.path(field).asText("").isEmpty() ? "" : told;
    }
}
