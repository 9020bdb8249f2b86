package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.extoledestination.telemetry.Shown;

/** Dead letters for people. */
final class DeadLettersOutput {

    private static final int DIGITS = 12;

    private final PrintWriter out;

    DeadLettersOutput(PrintWriter out) {
        this.out = out;
    }

    /** {@code filter}: what was asked for, in words; empty for all. */
    void heading(long total, boolean discarded, String filter) {
        heading(total, discarded ? "discarded dead letter" : "dead letter", ", the latest first", filter);
    }

    private void heading(long total, String what, String order, String filter) {
        if (total == 0) {
            out.println("No " + what + "s" + none(filter));
        } else {
            out.println(total == 1 ? "1 " + what + ':' : total + " " + what + "s" + order + ':');
        }
    }

    void letter(JsonNode letter) {
        JsonNode event = letter.path("event");
        String person = letter.path("person").asText();
        out.printf(
                "%n%d  %s  %s%s  messageId=%s  source=%s  person=%s%n",
                letter.path("id").asLong(),
                letter.path("since").asText(),
                letter.path("type").asText(),
                event.isTextual() ? " '" + Shown.name(event.asText()) + "'" : "",
                Shown.id(letter.path("messageId").asText()),
                Shown.name(letter.path("source").asText()),
                person.substring(0, Math.min(DIGITS, person.length())));
        out.printf(
                "    %s: %s%n",
                letter.path("reason").asText(), Shown.text(letter.path("detail").asText()));
        state(letter);
    }

    private void state(JsonNode letter) {
        String since = letter.path("stateSince").asText();
        int replays = letter.path("replays").asInt();
        switch (letter.path("state").asText()) {
            case "requested" -> out.println("    its replay was asked for at " + since);
            case "replaying" -> out.println("    on its way to Extole again since " + since);
            case "discarded" ->
                out.println("    discarded at " + since + ": "
                        + Shown.text(letter.path("note").asText()));
            default -> {
                if (replays > 0) {
                    out.printf(
                            "    replayed %d times, the last time at %s%n",
                            replays, letter.path("lastReplay").asText());
                }
            }
        }
    }

    /** All of one letter, personal data included. */
    void shown(JsonNode shown) {
        letter(shown.path("letter"));
        out.printf("%nThe event, as it came (personal data):%n%s%n", indented(shown.path("event")));
        preview(shown.path("preview"));
    }

    /** What a replay would come to. */
    void preview(JsonNode preview) {
        JsonNode requests = preview.path("requests");
        if (requests.isEmpty()) {
            out.printf(
                    "%nA replay would send nothing (%s): %s%n",
                    preview.path("outcome").asText(), preview.path("detail").asText());
        }
        requests.forEach(request -> out.printf(
                "%nA replay would send (%s):%n%s%n",
                request.path("operation").asText(), indented(request.path("body"))));
    }

    private static String indented(JsonNode json) {
        try {
            return ArchiveJson.MAPPER.readTree(json.asText()).toPrettyString();
        } catch (JsonProcessingException e) {
            return json.asText();
        }
    }

    void counts(JsonNode counts, String filter) {
        heading(counts.path("total").asLong(), "dead letter", "", filter);
        counts.path("groups")
                .forEach(group -> out.printf(
                        "%8d  %s%n",
                        group.path("count").asLong(),
                        group.path("value").asText().isEmpty()
                                ? "(none)"
                                : Shown.name(group.path("value").asText())));
    }

    private static String none(String filter) {
        return filter.isEmpty()
                ? "."
                : " with " + filter
                        + ". A value is compared as it is, with its case and blanks: 'dead-letters count --by'"
                        + " shows those that there are.";
    }
}
