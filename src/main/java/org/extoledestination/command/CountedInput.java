package org.extoledestination.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Knows how much of a file has been read. */
final class CountedInput extends FilterInputStream {

    private long position;

    CountedInput(InputStream in) {
        super(in);
    }

    /** In bytes. */
    long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        position += one < 0 ? 0 : 1;
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        position += Math.max(0, count);
        return count;
    }
}
