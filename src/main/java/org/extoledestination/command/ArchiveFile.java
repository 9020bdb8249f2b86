package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.extoledestination.event.WellFormedEscapes;

/** The events of a file, one after the other. What kind of file it is shows in its first bytes, not in its name. */
final class ArchiveFile implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int LAST_OF_ASCII = 127;
    private static final int LONGEST_FIRST_LINE = 4 * 1024 * 1024;
    private static final int[] GZIP = {0x1f, 0x8b};
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final CountedInput file;
    private final long size;
    private final ArchivedValue.Source values;
    private final Deque<ArchivedEvent> events = new ArrayDeque<>();
    private long number;

    private ArchiveFile(CountedInput file, long size, ArchivedValue.Source values) {
        this.file = file;
        this.size = size;
        this.values = values;
    }

    /**
     * Opens a file of one event or batch a line, or of JSON arrays; gzipped or not.
     *
     * @throws BrokenArchiveException if it is anything else that is not empty
     */
    static ArchiveFile open(InputFile input) throws BrokenArchiveException {
        if (input.isStandardInput()) {
            return look(System.in);
        }
        try {
            CountedInput file = new CountedInput(input.open());
            try {
                long size = Files.size(input.path());
                return new ArchiveFile(file, size, values(file, size));
            } catch (IOException | BrokenArchiveException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw BrokenArchiveException.of(e);
        }
    }

    /**
     * Opens a stream of the same, and of events that are written over several lines, as people keep them.
     *
     * @throws BrokenArchiveException if it is anything else
     */
    static ArchiveFile look(InputStream in) throws BrokenArchiveException {
        try {
            CountedInput counted = new CountedInput(in);
            BufferedInputStream text = text(counted, 0);
            return new ArchiveFile(
                    counted, 0, first(text) == '{' && !isALine(text) ? new ArrayValues(text) : values(text));
        } catch (IOException e) {
            throw BrokenArchiveException.of(e);
        }
    }

    /** Whether the first line that is not blank is JSON by itself. */
    private static boolean isALine(BufferedInputStream in) throws IOException {
        in.mark(LONGEST_FIRST_LINE);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean blank = true;
        for (int next = in.read();
                next >= 0 && (blank || next != '\n') && line.size() < LONGEST_FIRST_LINE - 1;
                next = in.read()) {
            blank &= Character.isWhitespace(next);
            line.write(next);
        }
        in.reset();
        try {
            ArchiveJson.whole(line.toByteArray());
            return true;
        } catch (JsonProcessingException notByItself) {
            return false;
        }
    }

    private static ArchivedValue.Source values(CountedInput file, long size)
            throws IOException, BrokenArchiveException {
        return values(text(file, size));
    }

    private static BufferedInputStream text(CountedInput file, long size) throws IOException {
        BufferedInputStream plain = new BufferedInputStream(file, BUFFER);
        InputStream inflated = plain;
        if (startsWith(plain, GZIP)) {
            inflated = new StrictGzip(new CountedInput(plain), size);
        }
        BufferedInputStream text = new BufferedInputStream(new WellFormedEscapes(inflated), BUFFER);
        if (startsWith(text, BYTE_ORDER_MARK)) {
            text.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return text;
    }

    private static ArchivedValue.Source values(BufferedInputStream text) throws IOException, BrokenArchiveException {
        int first = first(text);
        if (first < 0) {
            return Optional::empty;
        }
        if (first == 0 || first > LAST_OF_ASCII) {
            throw new BrokenArchiveException(BrokenArchiveException.NOT_UTF8);
        }
        if (first != '[' && first != '{') {
            throw new BrokenArchiveException("holds no events: it begins neither with '{' nor with '['.");
        }
        return first == '[' ? new ArrayValues(text) : new NdjsonValues(text);
    }

    private static boolean startsWith(BufferedInputStream in, int[] bytes) throws IOException {
        in.mark(bytes.length);
        boolean starts = true;
        for (int expected : bytes) {
            starts &= in.read() == expected;
        }
        in.reset();
        return starts;
    }

    /** The first character that is not blank; blanks count when lines are counted, so they are not swallowed. */
    private static int first(BufferedInputStream in) throws IOException {
        in.mark(BUFFER);
        int first = in.read();
        for (int passed = 1; Character.isWhitespace(first) && passed < BUFFER; passed++) {
            first = in.read();
        }
        in.reset();
        return first;
    }

    /**
     * The next event, or nothing at the end.
     *
     * @throws BrokenArchiveException if nothing behind this place can be read
     */
    Optional<ArchivedEvent> next() throws BrokenArchiveException {
        while (events.isEmpty()) {
            Optional<ArchivedValue> value = values.next();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            Batches.events(value.get(), number).forEach(events::add);
            number += events.size();
        }
        return Optional.of(events.remove());
    }

    /** How large the file is, in bytes; 0 if that is not known. */
    long size() {
        return size;
    }

    /** How much of the file has been read, in bytes of the file as it is on disk. */
    long position() {
        return file.position();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
