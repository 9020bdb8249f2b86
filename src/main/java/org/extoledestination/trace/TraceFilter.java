package org.extoledestination.trace;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentTime;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are meant: those to which all of it applies.
 *
 * @param messageId null: any, as in all others; kept as {@link Trace#plainId} makes it
 * @param persons fingerprints, or beginnings of some; any of them
 * @param event kept as {@link Trace#plainName} makes it
 * @param fromId the least id
 * @param beforeId behind the greatest id
 */
public record TraceFilter(
        @Nullable String messageId,
        List<String> persons,
        @Nullable String event,
        @Nullable String type,
        @Nullable String source,
        @Nullable String outcome,
        long fromId,
        long beforeId) {

    /** The parameters that say which traces are meant. */
    static final Set<String> NAMES =
            Set.of("messageId", "person", "event", "type", "source", "outcome", "since", "until");

    /** What may become of an event, in words. */
    public static final List<String> OUTCOMES =
            Stream.of(TraceOutcome.values()).map(TraceOutcome::word).toList();

    public TraceFilter {
        messageId = messageId == null ? null : Trace.plainId(messageId);
        event = event == null ? null : Trace.plainName(event);
    }

    /**
     * Reads what stands in the address of a request.
     *
     * @throws IllegalArgumentException for a value that is none; the message says which name
     */
    static TraceFilter of(Map<String, String[]> parameters) {
        String messageId = only("messageId", parameters);
        String since = only("since", parameters);
        String until = only("until", parameters);
        return new TraceFilter(
                messageId,
                persons(only("person", parameters)),
                only("event", parameters),
                known("type", parameters, EventType.WORDS),
                only("source", parameters),
                known("outcome", parameters, OUTCOMES),
                since == null ? 0 : time("since", since),
                until == null ? Long.MAX_VALUE : time("until", until));
    }

    private static @Nullable String only(String name, Map<String, String[]> parameters) {
        String[] given = parameters.get(name);
        if (given == null) {
            return null;
        }
        if (given.length != 1 || given[0].isBlank()) {
            throw new IllegalArgumentException("'" + name + "' is blank, or given more than once.");
        }
        return given[0];
    }

    private static @Nullable String known(String name, Map<String, String[]> parameters, List<String> words) {
        String given = only(name, parameters);
        if (given != null && !words.contains(given)) {
            throw new IllegalArgumentException(
                    "'" + name + "' has no such word. Known: " + String.join(", ", words) + '.');
        }
        return given;
    }

    private static List<String> persons(@Nullable String given) {
        List<String> persons = given == null ? List.of() : Arrays.asList(given.split(",", -1));
        if (!persons.stream().allMatch(each -> each.matches("[0-9a-f]{8,64}"))) {
            throw new IllegalArgumentException(
                    "'person' is not a fingerprint, nor the first 8 or more hexadecimal digits"
                            + " of one. That of a user id: the SHA-256 of user:ID");
        }
        return persons;
    }

    private static long time(String name, String given) {
        Instant time = SegmentTime.parse(given)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no time. Write 2026-11-23 or 2026-11-23T10:00:00Z."));
        return Trace.idAt(time);
    }

    /** The same traces, but those with an id below {@code id}. */
    TraceFilter before(long id) {
        return new TraceFilter(messageId, persons, event, type, source, outcome, fromId, Math.min(beforeId, id));
    }

    static TraceFilter ofMessageId(String messageId) {
        return new TraceFilter(messageId, List.of(), null, null, null, null, 0, Long.MAX_VALUE);
    }

    /** Also one that is not masked yet. On the thread that delivers: most are done with before they are masked. */
    boolean matches(Trace trace) {
        return trace.id() >= fromId
                && trace.id() < beforeId
                && is(type, trace.type())
                && is(source, trace.source())
                && is(outcome, trace.outcome())
                && (persons.isEmpty() || persons.stream().anyMatch(trace.person()::startsWith))
                && (event == null || event.equals(trace.event()) || event.equals(Trace.plainName(trace.event())))
                && (messageId == null
                        || messageId.equals(trace.messageId())
                        || messageId.equals(Trace.plainId(trace.messageId())));
    }

    private static boolean is(@Nullable String wanted, String value) {
        return wanted == null || Objects.equals(wanted, value);
    }
}
