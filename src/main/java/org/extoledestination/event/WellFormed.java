package org.extoledestination.event;

import java.nio.charset.StandardCharsets;

/**
 * Text that every reader after us can take. JSON may escape one half of a surrogate pair alone; such text has no UTF-8,
 * and writing it would fail at delivery.
 */
public final class WellFormed {

    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text with each lone surrogate replaced, as JavaScript's {@code toWellFormed} does it. */
    public static String text(String text) {
        // Malformed text changes when it is encoded as UTF-8 and decoded; the JDK does that many characters at a time.
        if (new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text)) {
            return text;
        }
        int lone = nextLone(text, 0);
        StringBuilder mended = new StringBuilder(text);
        for (; lone >= 0; lone = nextLone(text, lone + 1)) {
            mended.setCharAt(lone, REPLACEMENT);
        }
        return mended.toString();
    }

    private static int nextLone(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
