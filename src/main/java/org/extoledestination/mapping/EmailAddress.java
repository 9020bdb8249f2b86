package org.extoledestination.mapping;

import java.util.Optional;
import java.util.regex.Pattern;

/** A text that mail could be sent to. Extole reads e-mail in clear only: a hash of an address is no address. */
final class EmailAddress {
    /** Extole's limit for {@code email}. */
    private static final int LONGEST = 256;

    private static final String LETTER = "[^\\s\\p{Cntrl}@<>(),;:\"";
    private static final Pattern FORM = Pattern.compile(LETTER + "]++@" + LETTER + ".]++(?:\\." + LETTER + ".]++)+");

    private EmailAddress() {}

    static Optional<Object> of(Object value) {
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        String address = text.strip();
        boolean usable = address.length() <= LONGEST && FORM.matcher(address).matches();
        return usable ? Optional.of(address) : Optional.empty();
    }
}
