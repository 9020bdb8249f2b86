package org.extoledestination.command;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.deadletter.DeadLetter;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command is for: those to which all of it applies. */
final class DeadLetterSelection {

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            converter = Whole.Id.class,
            description = "Numbers, as 'list' shows them.")
    private List<Long> ids = List.of();

    @Option(
            names = "--up-to",
            converter = Whole.Id.class,
            paramLabel = "ID",
            description = "With this number or a lower one: what came after a 'list' is left alone.")
    private @Nullable Long upTo;

    @Option(names = "--reason", paramLabel = "REASON", description = "${COMPLETION-CANDIDATES}.")
    private DeadLetter.@Nullable Reason reason;

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

    @Option(
            names = "--since",
            converter = TimeRange.Bound.class,
            description = "Dead letters from then on: 2026-11-23 (UTC) or 2026-11-23T10:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", converter = TimeRange.Bound.class, description = "Dead letters before.")
    private @Nullable Instant until;

    @Option(names = "--discarded", description = "Those that were discarded, instead of the others.")
    private boolean discarded;

    /** Whether it means all that there are. */
    boolean isEmpty() {
        return filters() == 0;
    }

    List<Long> ids() {
        return ids;
    }

    boolean isOfDiscarded() {
        return discarded;
    }

    /** Whether it means one letter, by its number. */
    boolean isOfOneNumber() {
        return ids.size() == 1 && filters() == 1 && !discarded;
    }

    private long filters() {
        return Stream.concat(
                        ids.stream().limit(1),
                        Stream.of(upTo, reason, code, type, event, source, person, messageId, since, until))
                .filter(Objects::nonNull)
                .count();
    }

    /** The same letters, but those with a higher number than {@code highest}. */
    DeadLetterSelection upTo(long highest) {
        upTo = upTo == null ? highest : Math.min(highest, upTo);
        return this;
    }

    /** The selection as parameters of an address, with a leading {@code &} each. */
    String parameters() {
        List<String> parameters = new ArrayList<>();
        add(
                parameters,
                "id",
                ids.isEmpty() ? null : ids.stream().map(String::valueOf).collect(Collectors.joining(",")));
        add(parameters, "upTo", upTo);
        add(parameters, "reason", reason);
        add(parameters, "code", code);
        add(parameters, "type", type);
        add(parameters, "event", event);
        add(parameters, "source", source);
        add(parameters, "person", person == null ? null : fingerprints(person));
        add(parameters, "messageId", messageId);
        add(parameters, "since", since);
        add(parameters, "until", until);
        add(parameters, "discarded", discarded ? "true" : null);
        return String.join("", parameters);
    }

    /** The selection for people; nobody is named. */
    String words() {
        return Stream.of(parameters().split("&"))
                .filter(each -> !each.isEmpty() && !each.startsWith("discarded"))
                .map(each -> each.startsWith("person=")
                        ? "that person"
                        : Shown.name(
                                URLDecoder.decode(each, StandardCharsets.UTF_8).replaceFirst("=(.*)", " '$1'")))
                .collect(Collectors.joining(" and "));
    }

    private static void add(List<String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.add('&' + name + '=' + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }

    /** Whoever it may be: nobody has to know under which of the ids an event came. */
    private static String fingerprints(String person) {
        Stream<String> anyOf = Stream.of(Person.ofUserId(person), Person.ofEmail(person), Person.ofAnonymousId(person))
                .map(Person::fingerprint);
        String digits = person.toLowerCase(Locale.ROOT);
        return Stream.concat(anyOf, digits.matches("[0-9a-f]{8,64}") ? Stream.of(digits) : Stream.empty())
                .collect(Collectors.joining(","));
    }
}
