package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A value a line. A bad line costs itself, unless it is the first: then the file is something else. */
final class NdjsonValues implements ArchivedValue.Source {

    /** Segment's largest batch is an eighth of this. */
    private static final int LONGEST_LINE = 4 * 1024 * 1024;

    private final BoundedLines lines;
    private boolean begun;

    NdjsonValues(InputStream in) {
        this.lines = new BoundedLines(in, LONGEST_LINE);
    }

    @Override
    public Optional<ArchivedValue> next() throws BrokenArchiveException {
        try {
            Optional<byte[]> line = lines.next();
            while (line.isPresent() && isBlank(line.get())) {
                line = lines.next();
            }
            return line.isPresent() ? Optional.of(value(line.get())) : Optional.empty();
        } catch (IOException e) {
            throw BrokenArchiveException.of(e);
        }
    }

    private boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return !lines.isTooLong();
    }

    private ArchivedValue value(byte[] line) throws BrokenArchiveException {
        boolean first = !begun;
        begun = true;
        if (lines.isTooLong()) {
            return ArchivedValue.faulty(
                    lines.number(), "event_too_large", "The line is longer than " + LONGEST_LINE + " bytes.");
        }
        try {
            String text = new String(line, StandardCharsets.UTF_8).strip();
            return new ArchivedValue(lines.number(), ArchiveJson.whole(line), Optional.of(text), Optional.empty());
        } catch (IOException e) {
            return faulty(e, first);
        }
    }

    private ArchivedValue faulty(IOException cause, boolean first) throws BrokenArchiveException {
        if (BrokenArchiveException.isNotUtf8(cause)) {
            if (first) {
                throw BrokenArchiveException.of(cause);
            }
            return ArchivedValue.faulty(lines.number(), "bad_request", "The line is not UTF-8.");
        }
        String column = cause instanceof JsonProcessingException json
                ? " at column " + json.getLocation().getColumnNr()
                : "";
        if (first) {
            throw new BrokenArchiveException("is not JSON: line " + lines.number() + " breaks" + column
                    + ". It must hold one event a line, or a JSON array of events.");
        }
        return ArchivedValue.faulty(lines.number(), "bad_request", "The line is not JSON: it breaks" + column + '.');
    }
}
