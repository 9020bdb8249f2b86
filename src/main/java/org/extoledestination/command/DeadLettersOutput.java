package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Dead letters for people. */
record DeadLettersOutput(Instance instance) {

    private static final int DIGITS = 12;

    /** {@code filter}: what was asked for, in words; empty for all. */
    void heading(JsonNode page, boolean discarded, String filter) {
        heading(page, discarded ? "discarded dead letter" : "dead letter", ", the latest first", filter);
    }

    private void heading(JsonNode page, String what, String order, String filter) {
        String none = filter.isEmpty()
                ? "."
                : " with " + filter
                        + ". A value is compared as it is, with its case and blanks: 'dead-letters count --by'"
                        + " shows those that there are.";
        long total = page.path("total").asLong();
        instance.out()
                .println(
                        total == 0
                                ? "No " + what + "s" + none
                                : total == 1 ? "1 " + what + ':' : total + " " + what + "s" + order + ':');
    }

    void letter(JsonNode letter) {
        String person = letter.path("person").asText();
        instance.out().println();
        instance.say(
                letter,
                "{id}  {since}  {type}" + (letter.path("event").isTextual() ? " '{event:name}'" : "")
                        + "  messageId={messageId:id}  source={source:name}  person="
                        + person.substring(0, Math.min(DIGITS, person.length())));
        instance.say(letter, "    {reason}: {detail:text}");
        String state = state(letter);
        if (!state.isEmpty()) {
            instance.say(letter, "    " + state);
        }
    }

    private static String state(JsonNode letter) {
        return switch (letter.path("state").asText()) {
            case "requested" -> "its replay was asked for at {stateSince}";
            case "replaying" -> "on its way to Extole again since {stateSince}";
            case "discarded" -> "discarded at {stateSince}: {note:text}";
            default ->
                letter.path("replays").asInt() > 0 ? "replayed {replays} times, the last time at {lastReplay}" : "";
        };
    }

    /** All of one letter. */
    void shown(JsonNode shown) {
        letter(shown.path("letter"));
        instance.out()
                .printf(
                        "%nThe event, as it came (%s):%n%s%n",
                        shown.path("masked").asBoolean() ? "masked; --unmask WHY shows all" : "personal data",
                        indented(shown.path("event")));
        preview(shown.path("preview"));
        if (shown.path("changes").isArray()) {
            instance.out().println();
            instance.out()
                    .println(
                            shown.path("changes").isEmpty()
                                    ? "That is what was refused."
                                    : "In comparison with the request that was refused:");
            shown.path("changes")
                    .forEach(each -> instance.out()
                            .printf(
                                    "  %s %s: %s%n",
                                    each.path("kind").asText(),
                                    each.path("field").asText(),
                                    Stream.of(each.path("before"), each.path("after"))
                                            .map(JsonNode::asText)
                                            .filter(value -> !value.isEmpty())
                                            .collect(Collectors.joining(" -> "))));
        }
    }

    /** The result that a replay would have. */
    void preview(JsonNode preview) {
        if (preview.path("requests").isEmpty()) {
            instance.out().println();
            instance.say(preview, "A replay would send nothing ({outcome}): {detail}");
        }
        for (JsonNode request : preview.path("requests")) {
            instance.out().println();
            instance.say(request, "A replay would send ({operation}):");
            instance.out().println(indented(request.path("body")));
        }
    }

    private static String indented(JsonNode json) {
        try {
            return ArchiveJson.MAPPER.readTree(json.asText()).toPrettyString();
        } catch (JsonProcessingException e) {
            return json.asText();
        }
    }

    void counts(JsonNode counts, String filter) {
        heading(counts, "dead letter", "", filter);
        counts.path("groups")
                .forEach(group -> instance.out()
                        .printf(
                                "%8d  %s%n",
                                group.path("count").asLong(),
                                group.path("value").asText().isEmpty()
                                        ? "(none)"
                                        : Sentence.of(group, "{value:name}")));
    }
}
