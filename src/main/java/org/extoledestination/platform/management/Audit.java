package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * One line for each request to the management port that needed the token, and for those of the console that do something: what was done or looked at, by whom, from where.
 * The line names no person and holds no text that a sender has written.
 */
public final class Audit {

    /** Other than the classes' names, so that its lines can go to a place of their own. */
    private static final Logger LOG = LoggerFactory.getLogger("org.extoledestination.audit");

    private static final String NOTES = Audit.class.getName();
    private static final String HIDDEN = "*";
    private static final int PERSON_DIGITS = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,20}");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final Pattern PERSON = Pattern.compile("[0-9a-f]{8,64}");
    private static final Pattern NUMBERS = Pattern.compile("[0-9,]{1,200}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_./-]{1,200}( \\((new|gone)\\))?");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:,-]{1,200}");

    /** Parameters whose values are numbers, times, or words of ours. An event's name or id may hold an e-mail address. */
    private static final Set<String> SHOWN = Set.of(
            "id",
            "batch",
            "upTo",
            "reason",
            "code",
            "type",
            "source",
            "since",
            "until",
            "discarded",
            "by",
            "limit",
            "after",
            "before",
            "count",
            "rate",
            "again",
            "most",
            "withDeletes",
            "otherPerson");

    /** Of the body, what is a number, yes or no, or the name of a source. */
    private static final Set<String> OF_BODY = Set.of(
            "id", "partOf", "upTo", "source", "count", "rate", "again", "after", "most", "withDeletes", "otherPerson");

    /**
     * Of them not even a fingerprint is kept: a password could be looked for by it. {@code tried} is an event to look at; why
     * somebody looks is noted.
     */
    private static final Set<String> UNKEPT = Set.of("password", "csrf", "tried", "pasted", "unmask");

    private static final Set<String> LOOKS = Set.of("GET", "HEAD", "OPTIONS");
    private static final int MOST_PARAMETERS = 20;
    private static final int LONGEST_ASKED = 1_000;
    private static final int LONGEST_WHY = 200;

    private Audit() {}

    /**
     * Adds to the line of the request that this thread serves, if it serves one.
     *
     * @param name of a few letters
     * @param value a number, yes or no: nothing out of a request or an event
     */
    public static void note(String name, Object value) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null && request.getAttribute(NOTES, RequestAttributes.SCOPE_REQUEST) instanceof Notes notes) {
            notes.values().merge(name, value, Audit::sum);
        }
    }

    /** Adds why somebody looks at personal data, in their own words; what looks like an address or a secret is masked. */
    public static void because(String why) {
        note("because", '"' + Shown.text(Shown.clean(why, LONGEST_WHY)).replace('"', '\'') + '"');
    }

    private static Object sum(Object before, Object more) {
        return before instanceof Number first && more instanceof Number second
                ? first.longValue() + second.longValue()
                : more;
    }

    /** Before a request is served: {@link #note} adds to its line from here on. */
    public static void begin(HttpServletRequest request) {
        request.setAttribute(NOTES, new Notes(new LinkedHashMap<>(), new TreeMap<>()));
    }

    /** What the body of the request says, of which the trail keeps those values that are no text. */
    static void body(HttpServletRequest request, Map<String, String> body) {
        if (request.getAttribute(NOTES) instanceof Notes notes) {
            body.forEach((name, value) -> {
                // JSON has null, which stands for nothing here.
                if (OF_BODY.contains(name) && Objects.nonNull(value)) {
                    notes.body().put(name, value);
                }
            });
        }
    }

    /** Writes the line, and the entry of the trail. {@code caller} has a name that may be written down, {@code status} is what was answered. */
    public static void end(HttpServletRequest request, Principal caller, int status, AuditTrail trail) {
        Notes noted = request.getAttribute(NOTES) instanceof Notes notes ? notes : Notes.NONE;
        boolean isLook = LOOKS.contains(request.getMethod());
        // What shows no event and nobody, such as whether delivery is paused, may be asked every second.
        if (!isLook || noted.values().containsKey("shown")) {
            trail.add(
                    caller.getName(),
                    request.getRemoteAddr(),
                    word(request.getMethod()) + ' ' + pattern(request),
                    target(request, noted),
                    noted.count(),
                    String.valueOf(status));
        }
        LOG.info(
                "action={} {}{}{}, outcome={}, from={}, who={}",
                word(request.getMethod()),
                path(request.getRequestURI().substring(request.getContextPath().length())),
                parameters(request.getParameterMap()),
                notes(noted),
                status,
                request.getRemoteAddr(),
                caller.getName());
    }

    /** What the operation has noted, and values of the body. */
    private record Notes(Map<String, Object> values, Map<String, String> body) {

        private static final Notes NONE = new Notes(Map.of(), Map.of());

        /** The first number: of several, such as accepted and refused ones, it is what was done. */
        private @Nullable Long count() {
            return values.values().stream()
                    .filter(Number.class::isInstance)
                    .map(number -> ((Number) number).longValue())
                    .findFirst()
                    .orElse(null);
        }
    }

    private static String notes(Notes noted) {
        return noted.values().entrySet().stream()
                .map(note -> ", " + note.getKey() + '=' + note.getValue())
                .collect(Collectors.joining());
    }

    /** As the controllers write it: the same for all letters, persons and messages. */
    private static String pattern(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern
                ? pattern
                : HIDDEN;
    }

    private static String target(HttpServletRequest request, Notes noted) {
        StringJoiner all = new StringJoiner(", ");
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> all.add(name + "=" + kept(String.valueOf(name), String.valueOf(value))));
        }
        request.getParameterMap().entrySet().stream()
                .filter(each -> !UNKEPT.contains(each.getKey()))
                .limit(MOST_PARAMETERS)
                .forEach(each ->
                        all.add(word(each.getKey()) + '=' + kept(each.getKey(), String.join(",", each.getValue()))));
        noted.body().forEach((name, value) -> all.add(name + '=' + kept(name, value)));
        String asked = all.toString();
        StringJoiner whole = new StringJoiner(", ");
        if (!asked.isEmpty()) {
            // What was asked for must not push out what was done.
            whole.add(asked.length() > LONGEST_ASKED ? asked.substring(0, LONGEST_ASKED) + "..." : asked);
        }
        noted.values().forEach((name, value) -> whole.add(name + '=' + value));
        return whole.toString();
    }

    /** A value that may hold a text of somebody is its fingerprint: by it the same value is known again. */
    private static String kept(String name, String value) {
        String shown = name.equals("id") && !NUMBERS.matcher(value).matches() ? HIDDEN : value(name, List.of(value));
        return shown.contains(HIDDEN) ? fingerprint(value) : shown;
    }

    private static String fingerprint(String text) {
        return '#' + DigestUtils.sha256Hex(text).substring(0, PERSON_DIGITS);
    }

    /** The names of files; one that may name somebody is its fingerprint. */
    static String files(List<String> names) {
        return names.stream()
                .map(name -> FILE.matcher(name).matches() ? name : fingerprint(name))
                .collect(Collectors.joining(", "));
    }

    private static String path(String path) {
        StringJoiner shown = new StringJoiner("/");
        for (String segment : path.split("/", 8)) {
            shown.add(segment.isEmpty() ? "" : segment(segment));
        }
        return shown.toString();
    }

    private static String segment(String segment) {
        return segment.length() > PERSON_DIGITS && PERSON.matcher(segment).matches()
                ? person(segment)
                : SEGMENT.matcher(segment).matches() ? segment : HIDDEN;
    }

    private static String parameters(Map<String, String[]> parameters) {
        return parameters.entrySet().stream()
                .limit(MOST_PARAMETERS)
                .map(each -> ", " + word(each.getKey()) + '=' + value(each.getKey(), List.of(each.getValue())))
                .collect(Collectors.joining());
    }

    private static String value(String name, List<String> values) {
        String all = String.join(",", values);
        if (name.equals("person")) {
            return Arrays.stream(all.split(",", -1))
                    .map(Audit::person)
                    .limit(20)
                    .collect(Collectors.joining(","));
        }
        return SHOWN.contains(name) && PLAIN.matcher(all).matches() ? all : HIDDEN;
    }

    /** The digits by which logs and commands show a person. */
    private static String person(String fingerprint) {
        return PERSON.matcher(fingerprint).matches() ? fingerprint.substring(0, PERSON_DIGITS) : HIDDEN;
    }

    private static String word(String name) {
        return NAME.matcher(name).matches() ? name : HIDDEN;
    }
}
