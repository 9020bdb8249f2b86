package org.extoledestination.edit.routes;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing that is wrong in a route file.
 *
 * @param file the name of the file
 * @param line its line, from 1; 0 if the whole file is meant
 * @param message what is wrong and what is known instead
 */
record RouteMistake(String file, int line, String message) implements Comparable<RouteMistake> {

    private static final Comparator<RouteMistake> IN_READING_ORDER = Comparator.comparing(RouteMistake::file)
            .thenComparing(RouteMistake::line)
            .thenComparing(RouteMistake::message);

    /** The last name of a path, for messages. */
    static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public int compareTo(RouteMistake other) {
        return IN_READING_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + "  " + message;
    }
}
