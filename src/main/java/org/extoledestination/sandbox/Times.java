package org.extoledestination.sandbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** Times as Extole reads them (ISO 8601 with parts left out) and as the sandbox writes them: UTC with milliseconds. */
final class Times {
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter CLOCK = new DateTimeFormatterBuilder()
            .appendLiteral('T')
            .appendValue(ChronoField.HOUR_OF_DAY, 2)
            .optionalStart()
            .appendPattern(":mm")
            .optionalStart()
            .appendPattern(":ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .toFormatter(Locale.ROOT);

    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4)
            .optionalStart()
            .appendLiteral('-')
            .appendValue(ChronoField.MONTH_OF_YEAR, 1, 2, SignStyle.NOT_NEGATIVE)
            .optionalStart()
            .appendLiteral('-')
            .appendValue(ChronoField.DAY_OF_MONTH, 1, 2, SignStyle.NOT_NEGATIVE)
            .appendOptional(CLOCK)
            .optionalEnd()
            .optionalEnd()
            .appendPattern("[XXX][XX][X]['['VV']']")
            .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
            .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Times() {}

    static String now() {
        return write(Instant.now());
    }

    static String write(Instant instant) {
        return WRITTEN.format(instant);
    }

    /** The same moment in UTC, to the millisecond; a time without an offset is in the given zone. */
    static String normalise(String text, ZoneId zone) {
        TemporalAccessor read =
                READ.parseBest(text.strip().replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
        return write(
                read instanceof ZonedDateTime zoned
                        ? zoned.toInstant()
                        : local(read).atZone(zone).toInstant());
    }

    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new Refusal(400, "timezone_invalid", "The time zone is not known.")
                    .with("argument", "time_zone")
                    .with("value", name);
        }
    }

    private static LocalDateTime local(TemporalAccessor read) {
        return LocalDateTime.from(read);
    }
}
