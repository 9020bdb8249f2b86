package org.extoledestination.ingest;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.extoledestination.event.TreeSize;

/**
 * Limits the memory of all bodies together, for any sender and speed. A quarter of the heap is for bodies that arrive,
 * by what has arrived of them; senders without a known key yet share a quarter of it. Of either the last eighth is for
 * small bodies, so that large ones never keep them out. Of the threads that wait for bodies one source has at most three
 * quarters. Three eighths of the heap are for the trees of those that are
 * being read, by the {@link TreeSize} of each; who finds no place there waits for one.
 */
final class BodyRoom {

    /** The largest small body, in bytes. */
    static final int SMALL = 64 * 1024;

    /** One event. Of strangers so small a body has threads of its own to wait for it, in bytes. */
    static final int TINY = 4 * 1024;

    private static final int KILOBYTE = 1024;
    private static final int ARRIVING_SHARE = 4;
    private static final double READING_SHARE = 0.375;
    private static final int TREE_SHARE = 4;
    private static final int UNKNOWN_SHARE = 4;
    private static final int LEFT_TO_OTHERS = 4;

    private final long largestTree;
    private final Duration longestWait;
    private final int size;
    private final Share arriving;
    private final Share ofUnknown;
    private final Share waiting;
    private final Share waitingUnknown;
    private final Share waitingTiny;
    private final Map<String, Share> waitingOfSource = new ConcurrentHashMap<>();
    private final int mostOfSource;
    private final Semaphore reading;
    private final AtomicLong fullSince = new AtomicLong();

    /**
     * Room for one of the largest bodies there is always.
     *
     * @param heap in bytes
     * @param largestBody in bytes
     * @param longestWait how long a tree waits for its place
     * @param threads how many threads there are to wait for bodies
     */
    BodyRoom(long heap, long largestBody, Duration longestWait, int threads) {
        int largest = kilobytes(largestBody);
        this.largestTree = heap / TREE_SHARE;
        this.longestWait = longestWait;
        this.size = Math.max(largest, kilobytes(heap / ARRIVING_SHARE));
        this.arriving = new Share(size, largest);
        this.ofUnknown = new Share(size / UNKNOWN_SHARE, largest);
        this.waiting = new Share(threads / 2, 1);
        this.waitingUnknown = new Share(threads / 2 / UNKNOWN_SHARE, 1);
        this.waitingTiny = new Share(threads / 2 / UNKNOWN_SHARE, 1);
        this.mostOfSource = threads / 2 - threads / 2 / LEFT_TO_OTHERS;
        this.reading = new Semaphore(kilobytes((long) (heap * READING_SHARE)));
    }

    /** A part of the room, until it is given back. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** The place of a body that arrives, which grows with it. For one thread. */
    final class Arrival implements Place {

        private final boolean known;
        private final boolean large;
        private final Share ofItsKind;
        private boolean waits;
        private int held;

        private Arrival(Optional<String> source, long declared) {
            this.known = source.isPresent();
            this.large = declared < 0 || declared > SMALL;
            this.ofItsKind = source.map(
                            name -> waitingOfSource.computeIfAbsent(name, first -> new Share(mostOfSource, 1)))
                    .orElse(declared < 0 || declared > TINY ? waitingUnknown : waitingTiny);
        }

        /**
         * Reports how many of its bytes are, or will be, in memory.
         *
         * @throws RefusedException with 503 if there is no room for them
         */
        void grow(long bytes) {
            int more = kilobytes(bytes) - held;
            if (more <= 0) {
                return;
            }
            int moreLarge = large(held + more) - large(held);
            if (!known && !ofUnknown.tryTake(more, moreLarge)) {
                throw full();
            }
            if (!arriving.tryTake(more, moreLarge)) {
                if (!known) {
                    ofUnknown.give(more, moreLarge);
                }
                if (arriving.left() < more) {
                    noteFull();
                }
                throw full();
            }
            held += more;
            fullSince.setRelease(0);
        }

        /**
         * The rest of it is to be waited for, which takes a thread.
         *
         * @throws RefusedException with 503 if too many do
         */
        void await() {
            if (waits) {
                return;
            }
            if (!ofItsKind.tryTake(1, largeOfItsKind())) {
                throw full();
            }
            waits = waiting.tryTake(1, large ? 1 : 0);
            if (!waits) {
                ofItsKind.give(1, largeOfItsKind());
                throw full();
            }
        }

        /** Those of strangers are told apart by more than this. */
        private int largeOfItsKind() {
            return known && large ? 1 : 0;
        }

        @Override
        public void close() {
            arriving.give(held, large(held));
            if (!known) {
                ofUnknown.give(held, large(held));
            }
            held = 0;
            if (waits) {
                waiting.give(1, large ? 1 : 0);
                ofItsKind.give(1, largeOfItsKind());
                waits = false;
            }
        }

        private static int large(int kilobytes) {
            return kilobytes > SMALL / KILOBYTE ? kilobytes : 0;
        }
    }

    /**
     * A place for a body that is about to arrive, of no size yet.
     *
     * @param source of its sender; empty for a sender that has shown no key of ours
     * @param declared how large it says that it will be; negative if it does not
     */
    Arrival toArrive(Optional<String> source, long declared) {
        return new Arrival(source, declared);
    }

    /** The place of a body that is being read: that of its arrival first, then that of its tree and what is made of it. */
    final class Reading implements Place {

        private final Arrival arrival;
        private int held;

        private Reading(Arrival arrival) {
            this.arrival = arrival;
        }

        /**
         * A tree of so many bytes is about to be built of it.
         *
         * @throws RefusedException with 400 if it is too large for any room, with 503 if there is none in time
         */
        void tree(long bytes) {
            Growth.requireTree(bytes, largestTree);
            int more = kilobytes(bytes);
            try {
                if (!reading.tryAcquire(more, longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw full();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw full();
            }
            held += more;
            arrival.close();
        }

        /**
         * Reports additional bytes that are made of it.
         *
         * @throws RefusedException with 503 if there is no room for them
         */
        void grow(long bytes) {
            int more = kilobytes(bytes);
            if (!reading.tryAcquire(more)) {
                throw full();
            }
            held += more;
        }

        @Override
        public void close() {
            reading.release(held);
            held = 0;
        }
    }

    /** A place for a body that is there. It keeps that of its arrival until its tree has one. */
    Reading toBeRead(Arrival arrival) {
        return new Reading(arrival);
    }

    /** How much of the room for what arrives is taken: 0 to 1. */
    double used() {
        return 1 - (double) arriving.left() / size;
    }

    /** For how long even small bodies have found no room; zero if there is some. */
    Duration fullFor() {
        if (arriving.left() >= SMALL / KILOBYTE) {
            fullSince.setRelease(0);
        }
        long since = fullSince.getAcquire();
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    private void noteFull() {
        long now = System.nanoTime();
        fullSince.compareAndSet(0, now == 0 ? 1 : now);
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
