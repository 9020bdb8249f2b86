package org.extoledestination.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that Segment's libraries and servers really write: ISO-8601 in its long and short spellings, a blank
 * instead of {@code T}, an offset with or without colon or none at all, and the text that Go prints for a time, which
 * Segment puts into delete calls ({@code 2026-03-02 09:00:00.123456789 +0000 UTC m=+70366.29}).
 */
public final class SegmentTime {
    private static final int LONGEST = 100;
    private static final Pattern FORM =
            Pattern.compile("(?<year>\\d{4})(?<dash>-?)(?<month>\\d{2})\\k<dash>(?<day>\\d{2})"
                    + "(?:[Tt ] *(?<hour>\\d{2})(?::?(?<minute>\\d{2})(?::?(?<second>\\d{2})(?:[.,](?<fraction>\\d+))?)?)?"
                    + " *(?<zone>[Zz]|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?"
                    + "(?: [A-Z]{1,5}| [+-]\\d{2,4})?(?: m=[+-][0-9.]+)?(?:\\[[A-Za-z0-9_+/-]+\\])?)?");

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private SegmentTime() {}

    /** A moment in UTC with milliseconds and {@code Z}: the one spelling that every reader understands alike. */
    public static String format(Instant moment) {
        return UTC.format(moment);
    }

    /**
     * The moment that a text names; a text without a zone is taken as UTC.
     *
     * @param text a time as it came from outside, or null
     * @return the moment, to the nanosecond, or empty when the text is absent or names no moment
     */
    public static Optional<Instant> parse(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(moment(form));
        } catch (DateTimeException noSuchMoment) {
            return Optional.empty();
        }
    }

    private static Instant moment(Matcher form) {
        int hour = number(form, "hour");
        int minute = number(form, "minute");
        int second = number(form, "second");
        int nanos = nanos(form.group("fraction"));
        // ISO-8601 writes the end of a day as 24:00:00.
        boolean endOfDay = hour == 24 && minute == 0 && second == 0 && nanos == 0;
        // A leap second has no Instant of its own.
        int seconds = second == 60 ? 59 : second;
        return LocalDateTime.of(number(form, "year"), number(form, "month"), number(form, "day"), 0, 0)
                .plusDays(endOfDay ? 1 : 0)
                .with(LocalTime.of(endOfDay ? 0 : hour, minute, seconds, nanos))
                .toInstant(offset(form.group("zone")));
    }

    private static int number(Matcher form, String group) {
        String digits = form.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static ZoneOffset offset(@Nullable String zone) {
        if (zone == null || Character.isLetter(zone.charAt(0))) {
            return ZoneOffset.UTC;
        }
        return ZoneOffset.of(zone);
    }
}
