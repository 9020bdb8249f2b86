package org.extoledestination.gate.content;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.extoledestination.edit.routes.Rehearsed;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Encodes a value of an event as one path segment, so that it cannot change the path. For routes, with the value as
 * body: {@code bean: {ref: pathSegment, method: of}}.
 */
@Component("pathSegment")
public final class PathSegments {

    private static final int LONGEST = 255;

    PathSegments() {}

    /**
     * The value, encoded: a question mark or a hash is a letter of the segment like all others.
     *
     * @throws InvalidEventException if it cannot be one segment: nothing, {@code .}, {@code ..}, more than
     *     {@value #LONGEST} characters, a control character, or a slash, backslash or percent sign, which some servers decode, or
     *     decode twice, before they look where a path leads
     */
    @Rehearsed
    public String of(@Nullable Object value) {
        String text = value instanceof String || value instanceof Number ? String.valueOf(value) : "";
        if (text.isBlank()
                || text.length() > LONGEST
                || text.strip().chars().allMatch(letter -> letter == '.')
                || text.indexOf('/') >= 0
                || text.indexOf('\\') >= 0
                || text.indexOf('%') >= 0
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidEventException("a value that a route puts into a path cannot be one segment of it: it is"
                    + " missing, longer than " + LONGEST
                    + ", made of dots, or holds a slash, a backslash, a percent sign"
                    + " or a control character.");
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
