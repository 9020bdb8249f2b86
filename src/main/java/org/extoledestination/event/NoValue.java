package org.extoledestination.event;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Texts that senders write instead of no value. All events with the id {@code undefined} would be one person. */
public final class NoValue {
    /** Texts that programs print. */
    private static final Set<String> OF_PROGRAMS =
            Set.of("false", "nan", "nil", "none", "null", "object", "true", "undefined");

    /** Texts that people write. Some are also names. */
    private static final Set<String> OF_PEOPLE = Set.of("empty", "missing", "na", "notavailable", "notset", "unknown");

    private static final String FIRST_LETTERS = "fnotuFNOTU";

    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** The longest of these texts. */
    private static final int LONGEST_WORDS = 60;

    private NoValue() {}

    /**
     * Whether the id of a person or an event is none: nobody sees anything in it, or it is what a program prints for no
     * value, such as {@code null}, {@code [object Object]} and {@code -}.
     */
    public static boolean isNoId(String id) {
        return BareText.isNothing(id) || (mayBeWords(id) && isMadeOf(OF_PROGRAMS::contains, id));
    }

    /** Whether a word of letters and digits in lower case stands for no value, written by a person or a program. */
    public static boolean isWord(String word) {
        return OF_PROGRAMS.contains(word) || OF_PEOPLE.contains(word);
    }

    /** Whether a text is one of {@code words}, or such words with signs between them, or signs alone. */
    public static boolean isMadeOf(Predicate<String> words, String text) {
        return text.length() <= LONGEST_WORDS
                && (words.test(PlainName.of(text))
                        || BETWEEN.splitAsStream(text)
                                .filter(part -> !part.isEmpty())
                                .map(PlainName::of)
                                .allMatch(words));
    }

    /** Each id of each event is asked, and nearly all begin with another letter or a digit. */
    private static boolean mayBeWords(String id) {
        int first = 0;
        while (first < id.length() && id.charAt(first) < 128 && !Character.isLetterOrDigit(id.charAt(first))) {
            first++;
        }
        char c = first < id.length() ? id.charAt(first) : FIRST_LETTERS.charAt(0);
        return c < 128 ? FIRST_LETTERS.indexOf(c) >= 0 : Character.isLetter(c);
    }
}
