package org.extoledestination.command;

import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Inflates all members of a gzip file. Java's own class takes a member that it cannot begin to read for the end, and
 * says nothing of the rest; here that is an error.
 */
final class StrictGzip extends GZIPInputStream {

    private static final int BUFFER = 64 * 1024;
    private static final int TRAILER = 8;
    private static final int MOST_EMPTY = 100;

    private final CountedInput compressed;
    private final long size;
    private long filledTo;
    private int depth;

    StrictGzip(CountedInput compressed, long size) throws IOException {
        super(compressed, BUFFER);
        this.compressed = compressed;
        this.size = size;
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        filledTo = compressed.position();
    }

    /** Java's own class calls this anew for each empty member that follows another. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (depth > MOST_EMPTY) {
            throw new ZipException("It holds too many empty members one after the other");
        }
        depth++;
        int count;
        try {
            count = super.read(target, offset, length);
        } finally {
            depth--;
        }
        if (count < 0 && filledTo - inf.getRemaining() + TRAILER < size) {
            throw new ZipException("What follows is not gzip");
        }
        return count;
    }
}
