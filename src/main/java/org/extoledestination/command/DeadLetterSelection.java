package org.extoledestination.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command is for: those to which all of it applies. */
final class DeadLetterSelection {

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Numbers, as 'list' shows them.")
    private List<Long> ids = List.of();

    @Option(
            names = "--up-to",
            paramLabel = "ID",
            description = "With this number or a lower one: what came after a 'list' is left alone.")
    private @Nullable Long upTo;

    @Option(names = "--reason", paramLabel = "REASON", description = "${COMPLETION-CANDIDATES}.")
    private @Nullable Reason reason;

    @Option(names = "--code", description = "What is wrong in one word, as 'count --by code' shows it.")
    private @Nullable String code;

    @Option(names = "--type", paramLabel = "TYPE", description = "${COMPLETION-CANDIDATES}.")
    private @Nullable EventType type;

    @Option(names = "--event", description = "Name of a track event.")
    private @Nullable String event;

    @Option(names = "--source", description = "Who sent it: one of ingest.sources.")
    private @Nullable String source;

    @Option(
            names = "--person",
            description =
                    "User id, e-mail address or anonymous id; only a fingerprint of it leaves this command. Or the"
                            + " fingerprint's first digits, as 'list' shows them.")
    private @Nullable String person;

    @Option(names = "--message-id", paramLabel = "ID", description = "Segment's id of the event.")
    private @Nullable String messageId;

    @Option(names = "--since", description = "Dead letters from then on: 2026-11-23 (UTC) or 2026-11-23T10:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", description = "Dead letters before.")
    private @Nullable Instant until;

    @Option(
            names = "--batch",
            paramLabel = "NUMBER",
            description = "Those of one discard, as 'discard' has told its number.")
    private @Nullable Long batch;

    @Option(names = "--discarded", description = "Those that were discarded, instead of the others.")
    private boolean discarded;

    List<Long> ids() {
        return ids;
    }

    boolean isOfDiscarded() {
        return discarded || batch != null;
    }

    /** The same letters, if they are discarded. */
    DeadLetterSelection ofDiscarded() {
        discarded = true;
        return this;
    }

    /** Whether it means all that there are. */
    boolean isEmpty() {
        return filters().isEmpty();
    }

    /** Whether it means one letter, by its number. */
    boolean isOfOneNumber() {
        return ids.size() == 1 && filters().size() == 1 && !isOfDiscarded();
    }

    /** The same letters, but those with a higher number than {@code highest}. */
    DeadLetterSelection upTo(long highest) {
        upTo = upTo == null ? highest : Math.min(highest, upTo);
        return this;
    }

    /** The filters, by the names that the instance knows. */
    private Map<String, Object> filters() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("id", ids.isEmpty() ? null : StringUtils.collectionToCommaDelimitedString(ids));
        all.put("upTo", upTo);
        all.put("reason", reason);
        all.put("code", code);
        all.put("type", type);
        all.put("event", event);
        all.put("source", source);
        all.put("person", person == null ? null : fingerprints(person));
        all.put("messageId", messageId);
        all.put("batch", batch);
        all.put("since", since);
        all.put("until", until);
        all.values().removeIf(Objects::isNull);
        return all;
    }

    /** The selection as parameters of an address, with a leading {@code &} each. */
    String parameters() {
        return filters().entrySet().stream()
                        .map(each -> '&'
                                + each.getKey()
                                + '='
                                + URLEncoder.encode(each.getValue().toString(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining())
                + (discarded ? "&discarded=true" : "");
    }

    /** The selection for people; nobody is named. */
    String words() {
        return filters().entrySet().stream()
                .map(each -> each.getKey().equals("person")
                        ? "that person"
                        : Shown.name(each.getKey() + " '" + each.getValue() + "'"))
                .collect(Collectors.joining(" and "));
    }

    /** Any kind of id: the operator need not know which one an event has. */
    private static String fingerprints(String person) {
        Stream<String> anyOf = Stream.of(Person.ofUserId(person), Person.ofEmail(person), Person.ofAnonymousId(person))
                .map(Person::fingerprint);
        String digits = person.toLowerCase(Locale.ROOT);
        return Stream.concat(anyOf, digits.matches("[0-9a-f]{8,64}") ? Stream.of(digits) : Stream.empty())
                .collect(Collectors.joining(","));
    }
}
