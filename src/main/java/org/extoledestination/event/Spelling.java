package org.extoledestination.event;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How senders spell the names of traits and properties: those that differ in case, blanks, {@code _}, {@code -},
 * {@code .} and what nobody sees alone are one name, so {@code firstName}, {@code First Name} and {@code FIRST_NAME} are
 * {@code first-name}.
 */
public final class Spelling {

    private Spelling() {}

    /** Whether both are the same name. */
    public static boolean same(String one, String other) {
        int i = next(one, 0);
        int j = next(other, 0);
        while (i < one.length() && j < other.length()) {
            if (lower(one.charAt(i)) != lower(other.charAt(j))) {
                return false;
            }
            i = next(one, i + 1);
            j = next(other, j + 1);
        }
        return i == one.length() && j == other.length();
    }

    /** The common form of all spellings of a name. */
    static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = next(name, 0); i < name.length(); i = next(name, i + 1)) {
            plain.append(lower(name.charAt(i)));
        }
        return plain.toString();
    }

    /** Whether both are the same path, name by name. */
    public static boolean same(List<String> one, List<String> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a path leads to another, or through it. */
    public static boolean begins(List<String> names, List<String> path) {
        return names.size() >= path.size() && same(names.subList(0, path.size()), path);
    }

    /** An object's value under a name: in this spelling, else in the first other spelling that has a value. */
    public static @Nullable Object value(Map<?, ?> object, String name) {
        Object exact = object.get(name);
        return saysSomething(exact) ? exact : object.get(spelled(object, name));
    }

    /** How an object spells a name; the name itself where the object has no value for it. */
    public static String spelled(Map<?, ?> object, String name) {
        if (!saysSomething(object.get(name))) {
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                if (entry.getKey() instanceof String key && same(key, name) && saysSomething(entry.getValue())) {
                    return key;
                }
            }
        }
        return name;
    }

    /** Whether a value is there: null and blank texts are none. */
    public static boolean saysSomething(@Nullable Object value) {
        return value != null && !(value instanceof String text && BareText.isNothing(text));
    }

    /** The first character of a name that counts, in lower case; 0 for a name that has none. */
    public static char initial(String name) {
        int i = next(name, 0);
        return i < name.length() ? lower(name.charAt(i)) : 0;
    }

    private static int next(String name, int from) {
        int i = from;
        while (i < name.length() && isNothing(name.codePointAt(i))) {
            i += Character.charCount(name.codePointAt(i));
        }
        return i;
    }

    private static boolean isNothing(int c) {
        return c <= ' ' || c == '_' || c == '-' || c == '.' || (c > '~' && BareText.isUnseen(c));
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c < 128 ? c : Character.toLowerCase(c);
    }
}
