package org.extoledestination.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that senders really write: ISO-8601 in its long and short spellings, a blank instead of {@code T}, an
 * offset with or without colon or none at all, digits without a zero before them, AM and PM, and the text that Go prints for a time, which Segment puts into delete
 * calls ({@code 2026-03-02 09:00:00.123456789 +0000 UTC m=+70366.29}); Unix time in seconds and smaller units; dates of
 * RFC 1123, of JavaScript and of C. Dates such as {@code 03/04/2026} are two days, and are not read; nor are zones that
 * have no offset, such as {@code EST}.
 */
public final class SegmentTime {
    private static final int LONGEST = 100;
    private static final String HALF = "(?: *(?<half>[AaPp])\\.?[Mm]\\.?)?";
    private static final Pattern FORM = Pattern.compile(
            "(?=\\d{4}[-/]|\\d{8})(?<year>\\d{4})(?<dash>[-/]?)(?<month>\\d{1,2})\\k<dash>(?<day>\\d{1,2})"
                    + "(?:[Tt ] *(?<hour>\\d{2}|\\d(?=:))"
                    + "(?::?(?<minute>\\d{2})(?::?(?<second>\\d{2})(?:[.,](?<fraction>\\d+))?)?)?"
                    + HALF + "(?: *(?<zone>[Zz]|(?:UTC|GMT)?[+-]\\d{2}(?::?\\d{2})?|UTC|GMT)"
                    + "(?: [A-Z]{1,5}| [+-]\\d{2,4})?(?: m=[+-][0-9.]+)?(?:\\[[A-Za-z0-9_+/-]+\\])?)?)?");

    private static final String WEEKDAY = "(?:[A-Za-z]{3,9},? )? *";
    private static final String MONTH = "(?<month>[A-Za-z]{3,9})";
    private static final String DAY = "(?<day>\\d{1,2})";
    private static final String YEAR = "(?<year>\\d{4})";
    private static final String TIME =
            "(?:,| at)? (?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.(?<fraction>\\d+))?)?" + HALF;
    private static final String ZONE =
            "(?: ?(?<zone>(?:UTC|GMT|UT)?[+-]\\d{2}:?\\d{2}|UTC|GMT|UT|Z))?(?: \\([^()]{1,60}\\))?";

    /** With the month as a word: RFC 1123 and 822, {@code toString()} of JavaScript's Date, and C's asctime. */
    private static final List<Pattern> WORDS = List.of(
            Pattern.compile(WEEKDAY + DAY + "[ -]" + MONTH + "[ -](?<year>\\d{4}|\\d{2})(?:" + TIME + ZONE + ")?"),
            Pattern.compile(WEEKDAY + MONTH + " +" + DAY + ",? " + YEAR + "(?:" + TIME + ZONE + ")?"),
            Pattern.compile(WEEKDAY + MONTH + " +" + DAY + TIME + "(?: (?<zone>UTC|GMT))? " + YEAR));

    /** Seconds, milliseconds, microseconds and nanoseconds since 1970, told apart by their digits: from 1973 to 2286. */
    private static final Pattern UNIX = Pattern.compile(
            "(?<seconds>\\d{9,10})(?:\\.\\d+)?|(?<millis>\\d{12,13})(?:\\.\\d+)?|\\d{15,16}|\\d{18,19}");

    /** Without any signs between day and time. */
    private static final Pattern COMPACT = Pattern.compile("\\d{14}");

    /** JavaScript writes one before AM and PM that does not break. */
    private static final Pattern BLANKS = Pattern.compile("[\u00a0\u202f]");

    private static final int DATE_DIGITS = 8;
    private static final int MOST_DIGITS = 40;

    /** Clocks that were never set begin with 1970, and some libraries write the year 1 for no time at all. */
    private static final Instant EARLIEST = Instant.parse("1971-01-01T00:00:00Z");

    /** Clocks of two servers may differ so much. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** The spelling of nearly all libraries: known by its length and signs, it needs no pattern, which costs most. */
    private static final String USUAL = "0000-00-00T00:00:00.000Z";

    private static final int LAST_YEAR = 9999;
    private static final int FIRST_YEAR_OF_LAST_CENTURY = 69;
    private static final int NOON = 12;
    private static final int NANOS_A_MILLI = 1_000_000;

    /** For years that have no four digits. */
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private SegmentTime() {}

    /** A moment in UTC with milliseconds and {@code Z}: the one spelling that every reader understands alike. */
    public static String format(Instant moment) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(moment.getEpochSecond(), moment.getNano(), ZoneOffset.UTC);
        if (utc.getYear() < 0 || utc.getYear() > LAST_YEAR) {
            return UTC.format(moment);
        }
        char[] text = USUAL.toCharArray();
        put(text, 4, utc.getYear());
        put(text, 7, utc.getMonthValue());
        put(text, 10, utc.getDayOfMonth());
        put(text, 13, utc.getHour());
        put(text, 16, utc.getMinute());
        put(text, 19, utc.getSecond());
        put(text, 23, utc.getNano() / NANOS_A_MILLI);
        return new String(text);
    }

    /** Writes a number so that its last digit stands before {@code end}, over the zeros that stand there. */
    private static void put(char[] text, int end, int number) {
        for (int i = end - 1, left = number; left > 0; i--, left /= 10) {
            text[i] = (char) ('0' + left % 10);
        }
    }

    /**
     * A plausible moment: not before 1971, and not after {@code known}, a moment that came later. Up to a day after it
     * counts as that moment itself.
     */
    public static Optional<Instant> believed(Instant moment, Instant known) {
        if (moment.isBefore(EARLIEST) || moment.isAfter(known.plus(AHEAD))) {
            return Optional.empty();
        }
        return Optional.of(moment.isAfter(known) ? known : moment);
    }

    /**
     * The moment that a value of JSON names, a text or a number.
     *
     * @param value a value as it came from outside, or null
     * @return as {@link #parse} does
     */
    public static Optional<Instant> of(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return node.isNumber() ? of(node.numberValue()) : parse(node.textValue());
        }
        if (value instanceof Number number) {
            return digits(number).flatMap(SegmentTime::parse);
        }
        return value instanceof String text ? parse(text) : Optional.empty();
    }

    private static Optional<String> digits(Number number) {
        try {
            BigDecimal exact = new BigDecimal(number.toString());
            return Math.abs((long) exact.scale()) > MOST_DIGITS ? Optional.empty() : Optional.of(exact.toPlainString());
        } catch (NumberFormatException notFinite) {
            return Optional.empty();
        }
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
        if (isUsual(text)) {
            return usual(text);
        }
        try {
            return seldom(BLANKS.matcher(text).replaceAll(" ").strip());
        } catch (DateTimeException noSuchMoment) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> seldom(String text) {
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            return Optional.of(unix(unix));
        }
        Matcher form = FORM.matcher(
                COMPACT.matcher(text).matches()
                        ? text.substring(0, DATE_DIGITS) + 'T' + text.substring(DATE_DIGITS)
                        : text);
        if (form.matches()) {
            return Optional.of(moment(form));
        }
        return WORDS.stream()
                .map(words -> words.matcher(text))
                .filter(Matcher::matches)
                .findFirst()
                .map(SegmentTime::moment);
    }

    private static Instant unix(Matcher unix) {
        int places = unix.group("seconds") != null
                ? 0
                : unix.group("millis") != null ? 3 : unix.group().length() < 18 ? 6 : 9;
        BigDecimal seconds = new BigDecimal(unix.group()).movePointLeft(places);
        return Instant.ofEpochSecond(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private static boolean isUsual(String text) {
        if (text.length() != USUAL.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char expected = USUAL.charAt(i);
            char c = text.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        // A leap second and the end of a day are for the pattern.
        return digits(text, 11, 13) < 24 && digits(text, 17, 19) < 60;
    }

    private static Optional<Instant> usual(String text) {
        try {
            return Optional.of(LocalDateTime.of(
                            digits(text, 0, 4),
                            digits(text, 5, 7),
                            digits(text, 8, 10),
                            digits(text, 11, 13),
                            digits(text, 14, 16),
                            digits(text, 17, 19),
                            digits(text, 20, 23) * NANOS_A_MILLI)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noSuchMoment) {
            return Optional.empty();
        }
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static Instant moment(Matcher form) {
        int hour = hour(form);
        int minute = number(form, "minute");
        int second = number(form, "second");
        int nanos = nanos(form.group("fraction"));
        // ISO-8601 writes the end of a day as 24:00:00.
        boolean endOfDay = hour == 24 && minute == 0 && second == 0 && nanos == 0;
        // A leap second has no Instant of its own.
        int seconds = second == 60 ? 59 : second;
        return LocalDateTime.of(year(form), number(form, "month"), number(form, "day"), 0, 0)
                .plusDays(endOfDay ? 1 : 0)
                .with(LocalTime.of(endOfDay ? 0 : hour, minute, seconds, nanos))
                .toInstant(offset(form.group("zone")));
    }

    /** Two digits, as the C library reads them. */
    private static int year(Matcher form) {
        int year = number(form, "year");
        return form.group("year").length() > 2 ? year : year < FIRST_YEAR_OF_LAST_CENTURY ? 2000 + year : 1900 + year;
    }

    private static int hour(Matcher form) {
        int hour = number(form, "hour");
        String half = form.group("half");
        if (half == null) {
            return hour;
        }
        if (hour < 1 || hour > NOON) {
            throw new DateTimeException("no hour of half a day");
        }
        return hour % NOON + (half.equalsIgnoreCase("p") ? NOON : 0);
    }

    private static int number(Matcher form, String group) {
        String digits = form.group(group);
        if (digits == null) {
            return 0;
        }
        return Character.isLetter(digits.charAt(0)) ? month(digits) : Integer.parseInt(digits);
    }

    /** 0, which is no month, for another word. */
    private static int month(String word) {
        for (Month month : Month.values()) {
            if (month.name().equalsIgnoreCase(word)
                    || month.name().substring(0, 3).equalsIgnoreCase(word)) {
                return month.getValue();
            }
        }
        return 0;
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static ZoneOffset offset(@Nullable String zone) {
        int sign = zone == null ? -1 : Math.max(zone.indexOf('+'), zone.indexOf('-'));
        return zone == null || sign < 0 ? ZoneOffset.UTC : ZoneOffset.of(zone.substring(sign));
    }
}
