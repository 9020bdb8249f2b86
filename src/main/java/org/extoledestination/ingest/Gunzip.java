package org.extoledestination.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Inflates gzip of a bounded number of members. Java's own class calls itself anew for each member that follows, so that
 * some thousand empty ones overflow its stack.
 */
final class Gunzip extends GZIPInputStream {

    /** No library writes more than one. */
    private static final int MOST_MEMBERS = 1_000;

    /** More of them one after the other, and empty, than this is no body. */
    private static final int MOST_EMPTY = 100;

    private int depth;
    private int members = 1;

    Gunzip(InputStream packed) throws IOException {
        super(packed);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (depth > 0) {
            members++;
        }
        if (depth > MOST_EMPTY || members > MOST_MEMBERS) {
            throw new ZipException("Too many members");
        }
        depth++;
        try {
            return super.read(target, offset, length);
        } finally {
            depth--;
        }
    }
}
