package org.extoledestination.event;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON in UTF-8 of which each escaped half of a surrogate pair has become the replacement character, as {@link WellFormed}
 * has it of text. Jackson refuses the whole text for one in a name.
 */
public final class WellFormedEscapes extends InputStream {

    private static final byte[] REPLACEMENT = "ufffd".getBytes(StandardCharsets.US_ASCII);
    /** The text after the first backslash. */
    private static final int ESCAPE = REPLACEMENT.length;

    private static final int PAIR = 2 * ESCAPE + 1;
    private static final int HEXADECIMAL = 16;

    private final BufferedInputStream in;
    private byte[] escape = {};
    private int next;
    private @Nullable IOException fault;

    public WellFormedEscapes(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    @Override
    public int read() throws IOException {
        if (next < escape.length) {
            return escape[next++] & 0xff;
        }
        int letter = in.read();
        if (letter == '\\') {
            escape = escape();
            next = 0;
        }
        return letter;
    }

    private byte[] escape() throws IOException {
        in.mark(PAIR);
        byte[] ahead = in.readNBytes(PAIR);
        in.reset();
        int code = code(ahead, 0);
        boolean isHalf = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        boolean isPair = isHalf
                && ahead.length == PAIR
                && ahead[ESCAPE] == '\\'
                && Character.isSurrogatePair((char) code, (char) code(ahead, ESCAPE + 1));
        int length = isPair ? PAIR : code >= 0 ? ESCAPE : Math.min(1, ahead.length);
        in.skipNBytes(length);
        return isHalf && !isPair ? REPLACEMENT : Arrays.copyOf(ahead, length);
    }

    /** The letter of an escape; below 0 for another escape, or none. */
    private static int code(byte[] text, int from) {
        if (text.length < from + ESCAPE || text[from] != 'u') {
            return -1;
        }
        int code = 0;
        for (int i = from + 1; i < from + ESCAPE; i++) {
            int digit = Character.digit(text[i], HEXADECIMAL);
            if (digit < 0) {
                return -1;
            }
            code = code * HEXADECIMAL + digit;
        }
        return code;
    }

    /** The text before a fault is returned first. */
    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        if (fault != null) {
            throw fault;
        }
        int read = 0;
        try {
            for (int letter; read < most && (letter = read()) >= 0; read++) {
                bytes[from + read] = (byte) letter;
            }
        } catch (IOException e) {
            if (read == 0) {
                throw e;
            }
            fault = e;
        }
        return read == 0 && most > 0 ? -1 : read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
