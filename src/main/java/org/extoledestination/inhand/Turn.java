package org.extoledestination.inhand;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One suspect at a time, with rests between them: the guilty one is then alone in hand when the process ends, and a process
 * that somebody kills meanwhile has nearly always none in hand.
 */
final class Turn {

    private static final long REST_FACTOR = 50;
    private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);
    /** Many suspects share it: those behind them are not to wait for minutes. */
    private static final long ALL_RESTS = TimeUnit.SECONDS.toNanos(20);

    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private final LongSupplier firstWait;
    private final IntSupplier suspects;
    private @Nullable Object holder;
    private long began;
    private long notBefore;
    private long longestRest = LONGEST_REST;
    private boolean hasBegun;

    /**
     * Begins with the first question.
     *
     * @param firstWait so many nanoseconds from then on nobody has a turn
     * @param suspects how many there are at the time
     */
    Turn(LongSupplier firstWait, IntSupplier suspects) {
        this.firstWait = firstWait;
        this.suspects = suspects;
    }

    /** Whether this one may begin. */
    boolean take(Object asking) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (!hasBegun) {
                hasBegun = true;
                notBefore = now + firstWait.getAsLong();
                longestRest = Math.min(LONGEST_REST, ALL_RESTS / Math.max(1, suspects.getAsInt()));
            }
            if (holder != null || now - notBefore < 0) {
                return false;
            }
            holder = asking;
            began = now;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many milliseconds it makes sense to wait before the next question. */
    long millisLeft() {
        lock.lock();
        try {
            return TimeUnit.NANOSECONDS.toMillis(Math.max(0, notBefore - System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    /** It goes on after a wait: as soon as no other is in hand, but it waits for nothing for ever. */
    void takeAgain(Object asking) throws InterruptedException {
        lock.lock();
        try {
            long left = LONGEST_WAIT;
            while (holder != null && left > 0) {
                left = over.awaitNanos(left);
            }
            holder = asking;
            began = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** It is done, or waits. */
    void end(Object ending) {
        lock.lock();
        try {
            if (holder == ending) {
                long now = System.nanoTime();
                holder = null;
                notBefore = now + Math.min(longestRest, Math.max(SHORTEST_REST, REST_FACTOR * (now - began)));
                over.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
