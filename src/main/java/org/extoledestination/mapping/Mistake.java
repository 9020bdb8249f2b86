package org.extoledestination.mapping;

/**
 * One mistake in the mapping files.
 *
 * @param file the file's name, or the folder when the folder is the mistake
 * @param line where it stands, counted from 1; 0 when it concerns the file as a whole
 * @param where the keys that lead to it, such as {@code data.cart_value.as}; empty for the file as a whole
 * @param what what is wrong, and what would be right
 */
public record Mistake(String file, int line, String where, String what) {

    /** {@return the mistake in one line, as it is shown to the people who edit the file} */
    @Override
    public String toString() {
        return (line > 0 ? file + ":" + line : file) + "  " + (where.isEmpty() ? what : where + ": " + what);
    }
}
