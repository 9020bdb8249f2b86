package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The events of a file with an event or a batch a line. A bad line costs itself, unless it is the first: then the file
 * is something else.
 */
final class ArchivedLines implements ArchiveFile.Source {

    /** Segment's largest batch is an eighth of this. */
    private static final int LONGEST_LINE = 4 * 1024 * 1024;

    private static final Predicate<String> BLANK = Pattern.compile("[ \t\r]*").asMatchPredicate();

    private final BoundedLines lines;
    private boolean begun;

    ArchivedLines(InputStream in) {
        this.lines = new BoundedLines(in, LONGEST_LINE);
    }

    @Override
    public List<ArchivedEvent> next(long before) throws IOException {
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            String text = new String(line.get(), StandardCharsets.UTF_8);
            if (lines.isTooLong()) {
                return faulty(before, "event_too_large", "The line is longer than " + LONGEST_LINE + " bytes.");
            }
            List<ArchivedEvent> events = BLANK.test(text) ? List.of() : events(before, line.get(), text.strip());
            if (!events.isEmpty()) {
                return events;
            }
        }
        return List.of();
    }

    private List<ArchivedEvent> events(long before, byte[] line, String text) throws BrokenArchiveException {
        boolean first = !begun;
        begun = true;
        try {
            return ArchivedEvent.of(before, lines.number(), ArchiveJson.whole(line), text);
        } catch (IOException e) {
            return faulty(before, e, first);
        }
    }

    private List<ArchivedEvent> faulty(long before, IOException cause, boolean first) throws BrokenArchiveException {
        boolean notUtf8 = BrokenArchiveException.isNotUtf8(cause);
        String column = cause instanceof JsonProcessingException json
                ? " at column " + json.getLocation().getColumnNr()
                : "";
        if (first) {
            throw notUtf8
                    ? BrokenArchiveException.of(cause)
                    : new BrokenArchiveException("is not JSON: line " + lines.number() + " breaks" + column
                            + ". It must hold one event a line, or a JSON array of events.");
        }
        return faulty(
                before,
                "bad_request",
                notUtf8 ? "The line is not UTF-8." : "The line is not JSON: it breaks" + column + '.');
    }

    private List<ArchivedEvent> faulty(long before, String code, String message) {
        begun = true;
        return List.of(ArchivedEvent.faulty(before + 1, lines.number(), code, message));
    }
}
