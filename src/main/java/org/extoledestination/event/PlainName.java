package org.extoledestination.event;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of events as they are compared, and as Extole takes them. "Order Completed", "order_completed" and
 * "OrderCompleted" are one name everywhere here: in mapping files and in what a key may send.
 */
public final class PlainName {

    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");

    private PlainName() {}

    /** The letters and digits of a name, in one case and width; the name itself where it has none. */
    public static String of(String name) {
        char[] plain = new char[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 128) {
                return ofAnyLetters(name);
            }
            if (isLetterOrDigit(c)) {
                plain[length++] = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            }
        }
        return length == 0 ? name : new String(plain, 0, length);
    }

    private static String ofAnyLetters(String name) {
        String letters = NEITHER_LETTER_NOR_DIGIT
                .matcher(Normalizer.normalize(name, Normalizer.Form.NFKC))
                .replaceAll("");
        // Upper first: some letters have no lower case of their own.
        return letters.isEmpty() ? name : letters.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /**
     * What Extole's own normaliser leaves of a name: its letters, digits, {@code _ . -}, and blanks between them.
     *
     * @return the same object if nothing is deleted; may be empty
     */
    public static String taken(String name) {
        boolean isTaken = true;
        for (int i = 0; isTaken && i < name.length(); i++) {
            isTaken = isTaken(name.charAt(i));
        }
        if (isTaken) {
            return name.strip();
        }
        StringBuilder taken = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (isTaken(name.charAt(i))) {
                taken.append(name.charAt(i));
            }
        }
        return taken.toString().strip();
    }

    private static boolean isTaken(char c) {
        return isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == ' ';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
