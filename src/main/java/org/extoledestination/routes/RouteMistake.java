package org.extoledestination.routes;

/**
 * One thing that is wrong in a route file.
 *
 * @param file the name of the file
 * @param line its line, from 1; 0 if the whole file is meant
 * @param message what is wrong and what is known instead
 */
record RouteMistake(String file, int line, String message) {

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + "  " + message;
    }
}
