package org.extoledestination.mapping;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.extoledestination.event.SegmentTime;

/** A time in UTC with milliseconds and {@code Z}: the one spelling that every reader understands alike. */
final class UtcTime {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private UtcTime() {}

    static Optional<Object> of(Object value) {
        return value instanceof String text ? SegmentTime.parse(text).map(FORM::format) : Optional.empty();
    }
}
