package org.extoledestination.event;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A text that mail could be sent to. Extole reads e-mail in clear only: a hash of an address is no address. */
public final class EmailAddress {
    /** Extole's limit for {@code email}. */
    private static final int LONGEST = 256;

    private static final char DELETE = 127;
    private static final String NEVER = "@<>(),;:\"";

    private EmailAddress() {}

    /** The address without blanks around it; empty if the value is none. */
    public static Optional<String> of(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        String address = BareText.of(text);
        return address.length() <= LONGEST && hasTheForm(address) ? Optional.of(address) : Optional.empty();
    }

    /** Whether it is one, perhaps between blanks. */
    public static boolean isOne(String text) {
        return of(text).isPresent();
    }

    /** Something, an {@code @}, and names that dots part. Read letter by letter: a pattern costs ten times as much. */
    private static boolean hasTheForm(String address) {
        int at = address.indexOf('@');
        if (at < 1 || address.indexOf('.', at) < 0) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            boolean dot = i > at && c == '.';
            if (i != at && (dot ? before == '.' : !isLetter(c))) {
                return false;
            }
            // A name after the @ begins as one after a dot does.
            before = i == at ? '.' : c;
        }
        return before != '.';
    }

    private static boolean isLetter(char c) {
        return c > ' ' && c != DELETE && NEVER.indexOf(c) < 0 && !Character.isSpaceChar(c);
    }
}
