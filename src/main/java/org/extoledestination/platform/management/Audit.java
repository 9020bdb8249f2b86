package org.extoledestination.platform.management;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * One line for each request to the management port that needed the token: what was done or looked at, by whom, from where.
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
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:,-]{1,200}");

    /** Parameters whose values are numbers, times, or words of ours. An event's name or id may hold an e-mail address. */
    private static final Set<String> SHOWN = Set.of(
            "id",
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
            "before");

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

    private static Object sum(Object before, Object more) {
        return before instanceof Number first && more instanceof Number second
                ? first.longValue() + second.longValue()
                : more;
    }

    static void begin(HttpServletRequest request) {
        request.setAttribute(NOTES, new Notes(new LinkedHashMap<>()));
    }

    static void end(HttpServletRequest request, Principal caller, int status) {
        LOG.info(
                "action={} {}{}{}, outcome={}, from={}, who={}",
                word(request.getMethod()),
                path(request.getRequestURI().substring(request.getContextPath().length())),
                parameters(request.getParameterMap()),
                notes(request.getAttribute(NOTES)),
                status,
                request.getRemoteAddr(),
                caller.getName());
    }

    private record Notes(Map<String, Object> values) {}

    private static String notes(@Nullable Object noted) {
        return noted instanceof Notes notes
                ? notes.values().entrySet().stream()
                        .map(note -> ", " + note.getKey() + '=' + note.getValue())
                        .collect(Collectors.joining())
                : "";
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
                .limit(20)
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
