package org.extoledestination.ingest;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much of the memory bodies may take up at once, whoever sends them and however slowly: of senders there is no limit
 * but that of connections. A quarter of the heap is for bodies that arrive. A sixteenth is for those that are being read,
 * since JSON takes up an estimated eight times its size meanwhile; who finds no place there waits for one.
 */
final class BodyRoom {

    private static final int KILOBYTE = 1024;
    private static final int ARRIVING_SHARE = 4;
    private static final int READING_SHARE = 16;

    private final int largest;
    private final Duration longestWait;
    private final Semaphore arriving;
    private final Semaphore reading;

    /**
     * Room for one of the largest bodies there is always.
     *
     * @param heap in bytes
     * @param largestBody in bytes
     * @param longestWait how long to wait for a place to be read at
     */
    BodyRoom(long heap, long largestBody, Duration longestWait) {
        this.largest = kilobytes(largestBody);
        this.longestWait = longestWait;
        this.arriving = new Semaphore(Math.max(largest, kilobytes(heap / ARRIVING_SHARE)));
        this.reading = new Semaphore(Math.max(largest, kilobytes(heap / READING_SHARE)));
    }

    /** A part of the room, until it is given back. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A place for a body that is about to arrive.
     *
     * @param bytes how large it may become
     * @throws RefusedException with 503 if there is none
     */
    Place toArrive(long bytes) throws RefusedException {
        int size = Math.min(largest, kilobytes(bytes));
        if (!arriving.tryAcquire(size)) {
            throw full();
        }
        return () -> arriving.release(size);
    }

    /**
     * A place for a body that is there.
     *
     * @throws RefusedException with 503 if there is none in time
     */
    Place toBeRead(long bytes) throws RefusedException {
        int size = Math.min(largest, kilobytes(bytes));
        try {
            if (!reading.tryAcquire(size, longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw full();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full();
        }
        return () -> reading.release(size);
    }

    private static int kilobytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / KILOBYTE + 1);
    }

    private static RefusedException full() {
        return new RefusedException(
                503,
                "busy",
                "Too much is being read at this moment. Send it again, in smaller batches if it is large.");
    }
}
