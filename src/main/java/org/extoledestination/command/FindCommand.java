package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.extoledestination.event.BareText;
import org.extoledestination.event.Person;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code find}: where an event is, or what became of it as far as that is known; or the events of a person. The instance
 * gets a fingerprint of the person, never the id itself.
 */
@Command(
        name = "find",
        description =
                "Where an event is, or what became of it as far as that is known; or the latest events of a person."
                        + " Nobody is named.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:found", "1:nothing is known of it, or the instance does not answer", "2:wrong use"})
final class FindCommand implements Callable<Integer> {

    private static final int MOST_EVENTS = 100;

    @Mixin
    private Instance instance = new Instance();

    @Mixin
    private Form form = new Form();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Wanted wanted = new Wanted();

    /** An event, or whose events. */
    static final class Wanted {

        @Parameters(paramLabel = "MESSAGE-ID", description = "Segment's id of the event.")
        private String messageId = "";

        @Option(names = "--user-id", paramLabel = "ID", description = "Events of this user id, as senders write it.")
        private @Nullable String userId;

        @Option(names = "--email", paramLabel = "ADDRESS", description = "Events of this e-mail address alone.")
        private @Nullable String email;

        @Option(names = "--anonymous-id", paramLabel = "ID", description = "Events of this anonymousId alone.")
        private @Nullable String anonymousId;

        private Optional<Person> person() {
            if (Stream.of(userId, email, anonymousId).anyMatch(each -> each != null && BareText.isNothing(each))) {
                throw FailedException.wrongUse("Name somebody: --user-id, --email and --anonymous-id take no blank.");
            }
            return Optional.ofNullable(userId)
                    .map(Person::ofUserId)
                    .or(() -> Optional.ofNullable(email).map(Person::ofEmail))
                    .or(() -> Optional.ofNullable(anonymousId).map(Person::ofAnonymousId));
        }
    }

    @Override
    public Integer call() {
        return wanted.person().map(this::ofPerson).orElseGet(() -> ofEvent(wanted.messageId));
    }

    private int ofPerson(Person person) {
        JsonNode found = instance.get("/actuator/traces?limit=" + MOST_EVENTS + "&person=" + person.fingerprint());
        form.print(found, this::printEvents);
        return found.path("traces").isEmpty() ? 1 : 0;
    }

    private void printEvents(JsonNode found) {
        if (!found.path("whole").asBoolean()) {
            instance.out().println("The database does not answer: these are from memory.");
        }
        found.path("traces")
                .forEach(each -> instance.say(
                        each,
                        "{at}  {messageId:id}  {type}  {event:name}  source={source:name}  {outcome} {reason:text}"));
        if (found.path("next").isNumber()) {
            instance.out().printf("Earlier ones are not shown: %d are the most.%n", MOST_EVENTS);
        }
        if (found.path("traces").isEmpty()) {
            instance.out()
                    .println("No event of this person is recorded. Of events that went smoothly a sample is kept"
                            + " (trace.sample); --user-id is compared letter by letter.");
        }
    }

    private int ofEvent(String messageId) {
        JsonNode found =
                instance.get("/actuator/find?messageId=" + URLEncoder.encode(messageId, StandardCharsets.UTF_8));
        form.print(found, answer -> printAll(answer, messageId));
        return found.path("places").isEmpty() ? 1 : 0;
    }

    private void printAll(JsonNode found, String messageId) {
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
