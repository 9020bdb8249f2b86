package org.extoledestination.delivery.parameters;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.extoledestination.platform.telemetry.Shown;

/** Checks and shows a parameter's name, for addresses and logs. */
final class ParameterName {

    /** The width of the column. Extole has a limit of its own, and does not publish it. */
    static final int LONGEST = 500;

    private static final int LONGEST_SHOWN = 200;
    private static final Pattern SHOWN = Pattern.compile("[\\p{L}\\p{N} _.:/-]{1," + LONGEST_SHOWN + "}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.~-]+");
    /** Every client and server on the way takes these for a way through the address. */
    private static final Set<String> STEPS = Set.of(".", "..");

    private static final String OTHER = "(a name not shown)";

    private ParameterName() {}

    /** Whether Extole can be asked for a parameter of this name at all. */
    static boolean isSound(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST
                && !STEPS.contains(name)
                && name.chars().noneMatch(Character::isISOControl);
    }

    /** Whether the name is the same in an address: with others a server may stumble over the address itself. */
    static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches();
    }

    /** For logs and operators: a name that could hold an address of somebody is not shown. */
    static String shown(String name) {
        return SHOWN.matcher(name).matches() && Shown.text(name).equals(name) ? name : OTHER;
    }

    /** Each byte that is not unreserved in RFC 3986 as {@code %XX}, for a path as for a query. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xFF);
            if (character < 128 && isPlain(String.valueOf(character))) {
                encoded.append(character);
            } else {
                encoded.append(String.format("%%%02X", each & 0xFF));
            }
        }
        return encoded.toString();
    }
}
