package org.extoledestination.ingest;

/**
 * Text that every reader after us can take. JSON may escape one half of a surrogate pair alone; such text has no UTF-8,
 * and writing it would fail at delivery.
 */
final class WellFormed {

    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text with each lone surrogate replaced, as JavaScript's {@code toWellFormed} does it. */
    static String text(String text) {
        if (!mayHaveSurrogates(text)) {
            return text;
        }
        int lone = nextLone(text, 0);
        if (lone < 0) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        for (; lone >= 0; lone = nextLone(text, lone + 1)) {
            mended.setCharAt(lone, REPLACEMENT);
        }
        return mended.toString();
    }

    /** All characters together at once, since nearly no text has any: that is several times as fast as one by one. */
    private static boolean mayHaveSurrogates(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all >= Character.MIN_SURROGATE;
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
