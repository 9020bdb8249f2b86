package org.extoledestination.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes, none of which can fill the memory. */
final class BoundedLines {

    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private long number;
    private boolean tooLong;

    BoundedLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /**
     * The next line without its end, or nothing at the end of the stream. A line that is too long has only its number.
     *
     * @throws IOException also if the stream breaks within the line, which is lost then
     */
    Optional<byte[]> next() throws IOException {
        if (from == to && !fill()) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        tooLong = false;
        boolean ended = false;
        while (!ended && (from < to || fill())) {
            int end = end();
            ended = end < to;
            tooLong |= line.size() + end - from > longest;
            line.write(buffer, from, tooLong ? 0 : end - from);
            from = ended ? end + 1 : end;
        }
        number++;
        return Optional.of(tooLong ? new byte[0] : line.toByteArray());
    }

    /** The number of the last line, from 1. */
    long number() {
        return number;
    }

    /** Whether the last line was passed over. */
    boolean isTooLong() {
        return tooLong;
    }

    private int end() {
        int end = from;
        while (end < to && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }
}
