package org.extoledestination.platform.telemetry;

import java.util.regex.Pattern;

/**
 * Makes text from outside safe to show: in a log, a dead letter's reason, a metric's label, a health detail, an answer,
 * on a terminal. Control characters, terminal sequences and invisible characters are gone; what looks like an e-mail
 * address, a phone number or a secret is masked; the length has a bound.
 */
public final class Shown {

    /** Instead of an e-mail address. */
    static final String EMAIL = "[e-mail]";

    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_TEXT = 2_000;

    /** Longer text is cut before it is checked, so that the check is cheap. */
    private static final int LOOKED_AT = 4;

    /** Sequences that move a cursor or colour a text, in both their beginnings. */
    private static final Pattern ANSI = Pattern.compile("(?:\u001b\\[|\u009b)[0-?]{0,40}[ -/]{0,10}[@-~]?");
    /** Zero-width, bidirectional and tag characters, soft hyphens, and halves of pairs. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cs}]");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    /** With the question mark that replaces invisible characters in the log. */
    private static final Pattern ADDRESS =
            Pattern.compile("[\\p{L}\\p{N}._%+'~?!#$&*^`|-]{1,64}(?:@|%40|\uff20)\\??[\\p{L}\\p{N}.-]{1,253}");

    /** With a plus, or grouped as people write it: digits alone are ids and times. */
    private static final Pattern PHONE = Pattern.compile(
            "\\+\\d(?:[ ().-]{0,2}\\d){7,14}(?!\\d)" + "|(?<![\\w-])\\(?\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}(?![\\w-])");

    private Shown() {}

    /** The name of an event, an audience or a field: at most {@value #LONGEST_NAME} characters. */
    public static String name(String name) {
        return shown(name, LONGEST_NAME);
    }

    /** An id or a code: at most {@value #LONGEST_ID} characters. */
    public static String id(String id) {
        return shown(id, LONGEST_ID);
    }

    /** A sentence, a reason or an address, on one line: at most {@value #LONGEST_TEXT} characters. */
    public static String text(String text) {
        return shown(text, LONGEST_TEXT);
    }

    /** The first line of what an exception says, else its kind. Only of those that do not speak of an event. */
    public static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : text(message.strip().lines().findFirst().orElse(""));
    }

    /** The same text without what nobody sees and what moves a terminal; names and addresses stay. */
    public static String clean(String text, int longest) {
        String cut = text.length() <= longest * LOOKED_AT ? text : text.substring(0, longest * LOOKED_AT);
        String visible = INVISIBLE.matcher(ANSI.matcher(cut).replaceAll("")).replaceAll("");
        return bounded(CONTROL.matcher(visible).replaceAll(" "), longest);
    }

    private static String shown(String text, int longest) {
        return bounded(phones(emails(Secrets.mask(clean(text, longest * LOOKED_AT)))), longest);
    }

    /** Whether it contains something like an e-mail address. */
    public static boolean holdsAddress(String text) {
        return !emails(text).equals(text);
    }

    static String emails(String text) {
        return text.indexOf('@') < 0 && text.indexOf('\uff20') < 0 && !text.contains("%40")
                ? text
                : ADDRESS.matcher(text).replaceAll(EMAIL);
    }

    private static String phones(String text) {
        return PHONE.matcher(text).replaceAll("[phone]");
    }

    private static String bounded(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + '\u2026';
    }
}
