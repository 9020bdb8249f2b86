package org.extoledestination.command;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The events of a file, one after the other. What kind of file it is shows in its first bytes, not in its name. */
final class ArchiveFile implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int[] GZIP = {0x1f, 0x8b};
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final CountedInput file;
    private final ArchivedValue.Source values;
    private final Deque<ArchivedEvent> events = new ArrayDeque<>();
    private long number;

    private ArchiveFile(CountedInput file, ArchivedValue.Source values) {
        this.file = file;
        this.values = values;
    }

    /**
     * Opens a file of one event or batch a line, or of JSON arrays; gzipped or not.
     *
     * @throws BrokenArchiveException if it is anything else
     */
    static ArchiveFile open(Path path) throws BrokenArchiveException {
        try {
            CountedInput file = new CountedInput(new FileInputStream(path.toFile()));
            try {
                return new ArchiveFile(file, values(file, Files.size(path)));
            } catch (IOException | BrokenArchiveException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw BrokenArchiveException.of(e);
        }
    }

    private static ArchivedValue.Source values(CountedInput file, long size)
            throws IOException, BrokenArchiveException {
        BufferedInputStream plain = new BufferedInputStream(file, BUFFER);
        InputStream inflated = plain;
        if (startsWith(plain, GZIP)) {
            inflated = new StrictGzip(new CountedInput(plain), size);
        }
        BufferedInputStream text = new BufferedInputStream(inflated, BUFFER);
        if (startsWith(text, BYTE_ORDER_MARK)) {
            text.skipNBytes(BYTE_ORDER_MARK.length);
        }
        int first = first(text);
        if (first < 0) {
            throw new BrokenArchiveException("holds no events: it is empty.");
        }
        if (first != '[' && first != '{') {
            throw new BrokenArchiveException("is not JSON: it begins neither with '{' nor with '['.");
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

    /** How much of the file has been read, in bytes of the file as it is on disk. */
    long position() {
        return file.position();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
