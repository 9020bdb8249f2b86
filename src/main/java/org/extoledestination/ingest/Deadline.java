package org.extoledestination.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A body that must arrive in time. The server's own time-out is for one read, so that a sender of one byte a second
 * would hold its thread for days.
 */
final class Deadline extends FilterInputStream {

    private final long end;

    Deadline(InputStream in, Duration time) {
        super(in);
        this.end = System.nanoTime() + time.toNanos();
    }

    @Override
    public int read() throws IOException {
        check();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        check();
        return super.read(buffer, offset, length);
    }

    /** Reads and forgets what is left, up to {@code most} bytes: a sender that still writes cannot hear an answer. */
    void drain(long most) throws IOException {
        byte[] buffer = new byte[8_192];
        long left = most;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = read(buffer, 0, buffer.length);
        }
    }

    private void check() throws SocketTimeoutException {
        if (System.nanoTime() - end > 0) {
            throw new SocketTimeoutException("The body did not arrive in time");
        }
    }
}
