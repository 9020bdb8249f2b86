package org.extoledestination.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.extoledestination.event.EmailAddress;
import org.extoledestination.event.SegmentTime;

/** The conversions that a mapping file can name. */
final class Conversions {
    static final String ID = "id";
    static final String SHA256 = "sha256";

    static final List<Conversion> KNOWN = List.of(
            new Conversion(
                    "email",
                    "an e-mail address",
                    value -> EmailAddress.of(value).map(Object.class::cast)),
            new Conversion("flag", "true or false", Conversions::flag),
            new Conversion(
                    ID, "an id: a text or a number", value -> Ids.read(value).map(Object.class::cast), Ids::isNone),
            new Conversion("integer", "a whole number", PlainNumber::whole),
            new Conversion("ip-address", "an IP address that others can reach", IpAddress::of),
            new Conversion("lower-case", "a text", Conversions::lowerCase),
            new Conversion("money", "an amount such as 42.5 or 1,234.50", Money::of, Ids::isNoAmount),
            new Conversion("number", "a number", PlainNumber::of),
            new Conversion(SHA256, "a text, a number, true or false", Sha256::of),
            new Conversion("text", "a text, a number, true or false", PlainText::of),
            new Conversion(
                    "time",
                    "a time, such as 2026-03-02T09:00:00Z or 1772442000",
                    value -> SegmentTime.of(value).map(SegmentTime::format)),
            new Conversion("upper-case", "a text", Conversions::upperCase));

    private Conversions() {}

    private static Optional<Object> flag(Object value) {
        if (value instanceof String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
        return Optional.of(value).filter(Boolean.class::isInstance);
    }

    private static Optional<Object> lowerCase(Object value) {
        return value instanceof String text ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Optional<Object> upperCase(Object value) {
        return value instanceof String text ? Optional.of(text.toUpperCase(Locale.ROOT)) : Optional.empty();
    }
}
