package org.extoledestination.event;

import java.util.regex.Pattern;

/** A text without what nobody sees: an address with a no-break space at its end is the same person's. */
public final class BareText {

    /** Characters without width, except the joiners that some scripts need. */
    private static final Pattern NO_WIDTH = Pattern.compile("[\\p{Cf}&&[^\u200c\u200d]]+");

    /** Letters and marks by their kind, and yet nothing to see. */
    private static final String FILLERS = "\u034f\u115f\u1160\u180b\u180c\u180d\u2800\u3164\uffa0";

    private static final char FIRST_SELECTOR = '\ufe00';
    private static final char LAST_SELECTOR = '\ufe0f';
    private static final int FIRST_FURTHER_SELECTOR = 0xe0100;
    private static final int LAST_FURTHER_SELECTOR = 0xe01ef;
    private static final char DELETE = 127;

    private BareText() {}

    /**
     * Without blanks of any width, controls and fillers around it, and without what has no width inside it, such as soft
     * hyphens and bidirectional marks; the text itself if there are none.
     */
    public static String of(String text) {
        return isPlain(text) ? text : stripped(NO_WIDTH.matcher(text).replaceAll(""));
    }

    /** Whether nobody sees anything in it. Such a text says nothing, and an id of that kind is an absent one. */
    public static boolean isNothing(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!isUnseen(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= DELETE) {
                return false;
            }
        }
        return true;
    }

    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isUnseen(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (to > from && isUnseen(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    static boolean isUnseen(int c) {
        return c <= ' '
                || Character.isISOControl(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT
                || (c >= FIRST_SELECTOR && c <= LAST_SELECTOR)
                || (c >= FIRST_FURTHER_SELECTOR && c <= LAST_FURTHER_SELECTOR)
                || FILLERS.indexOf(c) >= 0;
    }
}
