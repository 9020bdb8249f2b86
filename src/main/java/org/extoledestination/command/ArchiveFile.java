package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.WellFormedEscapes;

/** The events of a file, one after the other. What kind of file it is shows in its first bytes, not in its name. */
final class ArchiveFile implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int LAST_OF_ASCII = 127;
    private static final int LONGEST_FIRST_LINE = 4 * 1024 * 1024;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final CountedInput file;
    private final long size;
    private final Source source;
    private final Deque<ArchivedEvent> events = new ArrayDeque<>();
    private long number;

    private ArchiveFile(CountedInput file, long size, Source source) {
        this.file = file;
        this.size = size;
        this.source = source;
    }

    /** Where events come from. */
    interface Source {

        /**
         * The events of the next value, which are numbered on from {@code before}; none at the end of the file.
         *
         * @throws IOException if nothing behind this place can be read
         */
        List<ArchivedEvent> next(long before) throws IOException;
    }

    /**
     * Opens a file of one event or batch a line, or of JSON arrays; gzipped or not.
     *
     * @throws BrokenArchiveException if it is anything else that is not empty
     */
    static ArchiveFile open(InputFile input) throws IOException {
        if (input.isStandardInput()) {
            return look(System.in);
        }
        CountedInput file = new CountedInput(input.open());
        try {
            long size = Files.size(input.path());
            return new ArchiveFile(file, size, source(text(file, size)));
        } catch (IOException e) {
            file.close();
            throw BrokenArchiveException.of(e);
        }
    }

    /**
     * Opens a stream of the same, and of events that are written over several lines, as people keep them.
     *
     * @throws BrokenArchiveException if it is anything else
     */
    static ArchiveFile look(InputStream in) throws BrokenArchiveException {
        CountedInput counted = new CountedInput(in);
        try {
            BufferedInputStream text = text(counted, 0);
            boolean isSpread = first(text) == '{' && !isALine(text);
            return new ArchiveFile(counted, 0, isSpread ? ofArrays(text) : source(text));
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

    private static BufferedInputStream text(CountedInput file, long size) throws IOException {
        BufferedInputStream plain = new BufferedInputStream(file, BUFFER);
        InputStream inflated = startsWith(plain, GZIP) ? new StrictGzip(new CountedInput(plain), size) : plain;
        BufferedInputStream text = new BufferedInputStream(new WellFormedEscapes(inflated), BUFFER);
        if (startsWith(text, BYTE_ORDER_MARK)) {
            text.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return text;
    }

    private static Source source(BufferedInputStream text) throws IOException {
        int first = first(text);
        if (first < 0) {
            return before -> List.of();
        }
        if (first == 0 || first > LAST_OF_ASCII) {
            throw new BrokenArchiveException(BrokenArchiveException.NOT_UTF8);
        }
        if (first != '[' && first != '{') {
            throw new BrokenArchiveException("holds no events: it begins neither with '{' nor with '['.");
        }
        return first == '[' ? ofArrays(text) : new ArchivedLines(text);
    }

    /** The elements of an array, or of several in a row; only one element is in memory. */
    private static Source ofArrays(InputStream in) throws IOException {
        JsonParser parser = ArchiveJson.MAPPER.createParser(in);
        return before -> {
            List<ArchivedEvent> events = List.of();
            while (events.isEmpty() && parser.nextToken() != null) {
                boolean isAround = parser.currentToken() == JsonToken.END_ARRAY
                        || (parser.currentToken() == JsonToken.START_ARRAY
                                && parser.getParsingContext().getParent().inRoot());
                if (!isAround) {
                    long line = parser.currentTokenLocation().getLineNr();
                    events = ArchivedEvent.of(before, line, ArchiveJson.MAPPER.readTree(parser), "");
                }
            }
            return events;
        };
    }

    private static boolean startsWith(BufferedInputStream in, byte[] bytes) throws IOException {
        in.mark(bytes.length);
        byte[] begin = in.readNBytes(bytes.length);
        in.reset();
        return Arrays.equals(begin, bytes);
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
        try {
            if (events.isEmpty()) {
                events.addAll(source.next(number));
                number += events.size();
            }
        } catch (IOException e) {
            throw BrokenArchiveException.of(e);
        }
        return Optional.ofNullable(events.poll());
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
