package org.extoledestination.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes for a terminal: a character that moves it, is invisible or changes the direction of text is written like
 * {@code \}{@code u202e} in JSON. So JSON keeps its meaning, and people see a mark.
 */
final class SafeWriter extends FilterWriter {

    private static final char TAGS = '\udb40';

    private boolean isSecondHalf;

    SafeWriter(Writer out) {
        super(out);
    }

    /** For what a command prints: UTF-8 whatever the locale, so that a name is one in a file and in a pipe too. */
    static PrintWriter of(PrintStream stream) {
        return new PrintWriter(new SafeWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
    }

    @Override
    public void write(int character) throws IOException {
        char each = (char) character;
        if (isSecondHalf || isUnsafe(each)) {
            out.write(String.format("\\u%04x", character & 0xFFFF));
        } else {
            out.write(character);
        }
        isSecondHalf = each == TAGS;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text[i]);
        }
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text.charAt(i));
        }
    }

    private static boolean isUnsafe(char each) {
        return switch (Character.getType(each)) {
            case Character.CONTROL -> each != '\n' && each != '\r' && each != '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> each == TAGS;
        };
    }
}
