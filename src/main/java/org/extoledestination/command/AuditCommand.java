package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: who has done what, or looked at personal data, and which edits of files were taken. */
@Command(
        name = "audit",
        description =
                "Who has done what or looked at personal data, and which edits of files were taken. Nobody is named.")
final class AuditCommand {

    private static final String PATH = "/actuator/audit";
    private static final int LONGEST = 2_500;
    private static final int EXPORT_PAGE = 1_000;

    /** Which entries a command is for: those to which all of it applies. */
    static final class Selection {

        @Option(names = "--since", description = "Entries from then on: 2026-11-23 (UTC) or 2026-11-23T10:00:00Z.")
        private @Nullable Instant since;

        @Option(names = "--until", description = "Entries before.")
        private @Nullable Instant until;

        @Option(
                names = "--who",
                paramLabel = "WHO",
                description = "By whom, or the beginning of it: 'token', 'token:5c0d2f19', 'files'.")
        private @Nullable String who;

        @Option(
                names = "--action",
                paramLabel = "PART",
                description = "A part of the action: 'replay', 'POST', 'EDIT mapping'.")
        private @Nullable String action;

        /** With a leading {@code &} each. */
        private String parameters() {
            return parameter("since", since)
                    + parameter("until", until)
                    + parameter("who", who)
                    + parameter("action", action);
        }

        private static String parameter(String name, @Nullable Object value) {
            return value == null ? "" : '&' + name + '=' + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
        }
    }

    @Command(description = "Lists the latest entries first.")
    void list(@Mixin Instance instance, @Mixin Selection selection, @Mixin Listing listing) {
        listing.print(
                instance,
                PATH + selection.parameters().replaceFirst("&", "?"),
                "entries",
                page -> instance.say(
                        page,
                        page.path("total").asLong() == 0
                                ? "There is no such entry."
                                : "{total} entries, the latest first:"),
                entry -> instance.out().println(line(entry)));
    }

    private static String line(JsonNode entry) {
        return Shown.clean(
                Sentence.of(entry, "{at}  {who}  {action}  {target}  ")
                        + Sentence.of(
                                entry, entry.path("from").asText().isEmpty() ? "{outcome}" : "{outcome}  from {from}"),
                LONGEST);
    }

    @Command(description = "Prints entries, the earliest first, as one JSON object a line.")
    void export(@Mixin Instance instance, @Mixin Selection selection) {
        String address = PATH + "?format=ndjson&limit=" + EXPORT_PAGE + selection.parameters() + "&after=";
        long after = 0;
        long entries = 0;
        for (boolean isMore = true; isMore; ) {
            List<String> lines = instance.lines(address + after);
            lines.forEach(instance.out()::println);
            entries += lines.size();
            isMore = lines.size() == EXPORT_PAGE;
            if (isMore) {
                after = id(instance, lines.get(lines.size() - 1));
            }
        }
        instance.out().flush();
        instance.err().println(entries == 1 ? "Exported 1 entry." : "Exported " + entries + " entries.");
    }

    private static long id(Instance instance, String line) {
        return instance.json(line.getBytes(StandardCharsets.UTF_8)).path("id").asLong();
    }
}
