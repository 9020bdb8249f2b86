package org.extoledestination.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A body that must arrive in time, and not too slowly. The server's own time-out is for one read, so that a sender of one
 * byte a second would hold its thread for days.
 */
final class Deadline extends FilterInputStream {

    private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final double NANOS = 1e9;

    private final long end;
    private final long bytesPerSecond;
    private final Runnable whenWaiting;
    private long since = System.nanoTime();
    private long arrived;
    private boolean atEnd;

    /**
     * Begins now.
     *
     * @param time for the whole body
     * @param bytesPerSecond the least that must arrive, on average over some seconds; 0: any rate
     * @param whenWaiting called before a read that has to wait for the sender; may throw
     */
    Deadline(InputStream in, Duration time, long bytesPerSecond, Runnable whenWaiting) {
        super(in);
        this.end = since + time.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.whenWaiting = whenWaiting;
    }

    @Override
    public int read() throws IOException {
        check();
        int next = super.read();
        note(next < 0 ? -1 : 1);
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        check();
        int count = super.read(buffer, offset, length);
        note(count);
        return count;
    }

    /**
     * Reads and forgets what is left, up to {@code most} bytes: a sender that still writes cannot read an answer.
     *
     * @return whether all has been read
     */
    boolean drain(long most) throws IOException {
        byte[] buffer = new byte[8_192];
        for (long left = most; left > 0 && !atEnd; ) {
            left -= Math.max(0, read(buffer, 0, buffer.length));
        }
        return atEnd;
    }

    private void note(int count) {
        atEnd = count < 0;
        arrived += Math.max(0, count);
    }

    private void check() throws IOException {
        long now = System.nanoTime();
        if (now - end > 0) {
            throw new SocketTimeoutException("The body did not arrive in time");
        }
        if (now - since > GRACE_NANOS) {
            if (arrived < bytesPerSecond * ((now - since) / NANOS)) {
                throw new SocketTimeoutException("The body arrives too slowly");
            }
            since = now;
            arrived = 0;
        }
        if (!atEnd && available() == 0) {
            whenWaiting.run();
        }
    }
}
