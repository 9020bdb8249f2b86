package org.extoledestination.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.DeadLetterCause.Reason;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentTime;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the words of a command by the type of their option, and explains a word that is invalid. */
final class Conversions {

    private Conversions() {}

    /** Whole numbers count from 1 on, but for {@link FromZero}; picocli itself takes them below zero too. */
    static CommandLine register(CommandLine commands) {
        return commands.registerConverter(int.class, text -> (int) whole(text, 1, Integer.MAX_VALUE))
                .registerConverter(Integer.class, text -> (int) whole(text, 1, Integer.MAX_VALUE))
                .registerConverter(long.class, text -> whole(text, 1, Long.MAX_VALUE))
                .registerConverter(Long.class, text -> whole(text, 1, Long.MAX_VALUE))
                .registerConverter(URI.class, Conversions::address)
                .registerConverter(Instant.class, Conversions::moment)
                .registerConverter(Duration.class, Conversions::duration)
                .registerConverter(InputFile.class, Conversions::file)
                .registerConverter(Reason.class, anyOf(Reason.values()))
                .registerConverter(EventType.class, anyOf(EventType.values()))
                .registerConverter(DeadLettersCommand.By.class, anyOf(DeadLettersCommand.By.values()));
    }

    /** A whole number from 0 on. */
    static final class FromZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return (int) whole(text, 0, Integer.MAX_VALUE);
        }
    }

    private static long whole(String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException("'" + text + "' is no whole number from " + least + " to " + most + '.');
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new TypeConversionException("'" + text + "' is no address. Write http://127.0.0.1:8081");
        }
    }

    /** A date, which begins in UTC, or a moment. */
    private static Instant moment(String text) {
        return SegmentTime.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no time. Write 2026-11-23 or 2026-11-23T10:00:00Z."));
    }

    /** As Spring Boot reads durations. */
    private static Duration duration(String text) {
        try {
            Duration duration = DurationStyle.detectAndParse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new TypeConversionException("'" + text + "' is no duration. Write 90s, 15m or 2h");
    }

    private static InputFile file(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("the name of a file is blank");
        }
        return new InputFile(Path.of(text));
    }

    /** Takes words as we write them, in any case; picocli itself would offer the names of the constants too. */
    private static <E extends Enum<E>> ITypeConverter<E> anyOf(E[] known) {
        return text -> Stream.of(known)
                .filter(each -> each.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Stream.of(known).map(E::toString).collect(Collectors.joining(", "))));
    }
}
