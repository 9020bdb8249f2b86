package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.extoledestination.command.Instance.UnreachableException;
import org.extoledestination.telemetry.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code find}: where an event is, or what became of it as far as that is known. */
@Command(
        name = "find",
        description = "Where an event is, or what became of it as far as that is known. Nobody is named.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:found", "1:nothing is known of it, or the instance does not answer", "2:wrong use"},
        mixinStandardHelpOptions = true)
final class FindCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Instance instance;

    @Parameters(paramLabel = "MESSAGE-ID", description = "Segment's id of the event.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String messageId;

    @Option(names = "--json", description = "One JSON object, for other programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws UnreachableException {
        JsonNode found =
                instance.get("/actuator/find?messageId=" + URLEncoder.encode(messageId, StandardCharsets.UTF_8));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(found);
        } else {
            printAll(found, out);
        }
        return found.path("places").isEmpty() ? 1 : 0;
    }

    private void printAll(JsonNode found, PrintWriter out) {
        found.path("places").forEach(place -> print(place, out));
        found.path("unasked").forEach(store -> out.println("Not looked through: " + store.asText()));
        if (found.path("places").isEmpty()) {
            out.println("Nothing is known of " + Shown.id(messageId)
                    + ". It is not recorded why an event is not kept, so one of these holds:");
            out.println("  It never came. The log of the sender tells.");
            out.println("  It was refused or thrown away at the door: the log lines 'Refused a request' and 'Discarded"
                    + " events', and extole_destination_ingest_total.");
            out.println("  It was not for Extole: extole_destination_router_total tells how many, and why.");
            out.println("  It was done longer ago than delivery.remember-ids.");
            out.println(
                    "  It waits far behind in a queue of your own broker, which shows the beginning of a long one.");
        }
    }

    private static void print(JsonNode place, PrintWriter out) {
        out.printf(
                "%s  since %s%s%s%s%n    %s%n    What to do: %s%n",
                place.path("place").asText(),
                place.path("since").asText(),
                part("  ", place.path("what")),
                part("  source=", place.path("source")),
                part("  person=", place.path("person")),
                Shown.text(place.path("detail").asText()),
                place.path("action").asText());
    }

    private static String part(String name, JsonNode value) {
        return value.asText("").isEmpty() ? "" : name + Shown.name(value.asText());
    }
}
