package org.extoledestination.platform.files;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One mistake in a file that people edit.
 *
 * @param file the file's name, or the folder when the folder is the mistake
 * @param line where it stands, counted from 1; 0 when it concerns the file as a whole
 * @param where the keys that lead to it, such as {@code data.cart_value.as}; empty where none are told
 * @param what what is wrong, and what would be right
 */
public record Mistake(String file, int line, String where, String what) implements Comparable<Mistake> {

    private static final Comparator<Mistake> IN_READING_ORDER = Comparator.comparing(Mistake::file)
            .thenComparing(Mistake::line)
            .thenComparing(Mistake::where)
            .thenComparing(Mistake::what);

    /** One that names no keys. */
    public Mistake(String file, int line, String what) {
        this(file, line, "", what);
    }

    /** The last name of a path, for messages. */
    public static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public int compareTo(Mistake other) {
        return IN_READING_ORDER.compare(this, other);
    }

    /** {@return the mistake in one line, as it is shown to the people who edit the file} */
    @Override
    public String toString() {
        return (line > 0 ? file + ":" + line : file) + "  " + (where.isEmpty() ? what : where + ": " + what);
    }
}
