package org.extoledestination.activemqbatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs messages at once, but those of one sequence one after the other, in the order in which they were added. A message
 * that fails stops its sequence, and only that, until it is tried {@link #again}.
 */
final class Sequences {

    private final int parallel;
    private final int mostUnacknowledged;
    private final long mostBytes;
    private final Executor threads;
    private final Predicate<Taken> process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The first of each is the one that runs, has failed, or is next. */
    private final Map<Object, Deque<Taken>> waiting = new HashMap<>();

    private final Deque<Taken> ready = new ArrayDeque<>();
    /** Since when each runs, the oldest first. */
    private final Map<Taken, Long> running = new LinkedHashMap<>();

    private final AdaptiveLimit limit;
    /**
     * The weight of running messages, and of done ones until they are acknowledged: their results are in memory until
     * then.
     */
    private long bytes;

    private int slow;
    private List<Ended> ended = new ArrayList<>();
    private int unacknowledged;
    private boolean held;

    /**
     * A message that has been processed.
     *
     * @param done whether it went well
     */
    record Ended(Taken taken, boolean done) {}

    /**
     * Does not start anything by itself.
     *
     * @param parallel how many run at once, at most
     * @param mostUnacknowledged how many may run or be done without having been acknowledged: what a crash can repeat
     * @param mostBytes how many bytes those may weigh together that run or are done, but for one alone
     * @param process whether it went well; must not throw
     */
    Sequences(int parallel, int mostUnacknowledged, long mostBytes, Executor threads, Predicate<Taken> process) {
        this.parallel = parallel;
        this.mostUnacknowledged = mostUnacknowledged;
        this.mostBytes = mostBytes;
        this.threads = threads;
        this.process = process;
        this.limit = new AdaptiveLimit(parallel, System.nanoTime());
    }

    /** Adds a message behind those of its sequence. */
    void add(Taken taken) {
        lock.lock();
        try {
            Deque<Taken> line = waiting.computeIfAbsent(taken.sequence(), key -> new ArrayDeque<>(1));
            line.add(taken);
            if (line.size() == 1) {
                ready.add(taken);
                startMore();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tries a message again that has failed; until now it has stopped its sequence. */
    void again(Taken taken) {
        lock.lock();
        try {
            ready.add(taken);
            startMore();
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing any more; what runs goes on. */
    void hold() {
        lock.lock();
        try {
            held = true;
        } finally {
            lock.unlock();
        }
    }

    /** Starts what {@link #hold} kept back. */
    void resume() {
        lock.lock();
        try {
            held = false;
            startMore();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what has not started, or has failed, of those that the test names, and returns it. */
    List<Taken> dropWaiting(Predicate<Taken> which) {
        lock.lock();
        try {
            Set<Taken> dropped = new LinkedHashSet<>();
            for (Deque<Taken> line : waiting.values()) {
                Taken first = line.peek();
                line.removeIf(each -> which.test(each) && !running.containsKey(each) && dropped.add(each));
                if (first != null && dropped.contains(first) && !line.isEmpty()) {
                    ready.add(line.element());
                }
            }
            waiting.values().removeIf(Deque::isEmpty);
            ready.removeIf(dropped::contains);
            ended.removeIf(each -> !each.done() && which.test(each.taken()));
            return List.copyOf(dropped);
        } finally {
            lock.unlock();
        }
    }

    /** The messages that ended since the last call, in the order of their ends. */
    List<Ended> takeEnded() {
        lock.lock();
        try {
            List<Ended> now = ended;
            ended = new ArrayList<>();
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** These of the done ones are acknowledged, or lost to the broker. */
    void acknowledged(List<Taken> gone) {
        lock.lock();
        try {
            unacknowledged -= gone.size();
            bytes -= gone.stream().mapToLong(Taken::weight).sum();
            startMore();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when something has ended or the time is over. */
    void awaitEnded(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (ended.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many may run at once by now, beside those that take long. */
    int limit() {
        lock.lock();
        try {
            return limit.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks which of those that run take long: they wait for something that fails, and take no place away from the
     * others. To be called a few times a second.
     */
    void countSlow() {
        lock.lock();
        try {
            long now = System.nanoTime();
            slow = 0;
            for (long since : running.values()) {
                if (now - since < AdaptiveLimit.SLOW_NANOS) {
                    break;
                }
                slow++;
            }
            if (slow > 0 && slow == running.size() && !ready.isEmpty()) {
                limit.allAreSlow();
            }
            startMore();
        } finally {
            lock.unlock();
        }
    }

    /** Whether so many to be acknowledged are half of all that there may be. */
    boolean isNearlyFull(int done) {
        return done >= mostUnacknowledged / 2;
    }

    private boolean mayStart() {
        return !held
                && !ready.isEmpty()
                && running.size() < parallel
                && running.size() - slow < limit.get()
                && running.size() + unacknowledged < mostUnacknowledged
                && (running.size() + unacknowledged == 0
                        || bytes + ready.element().weight() <= mostBytes);
    }

    private void startMore() {
        while (mayStart()) {
            Taken first = ready.remove();
            start(first);
            try {
                threads.execute(() -> run(first));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // The consumer stops, or the system has no thread left: it stays as one that has not started.
                running.remove(first);
                bytes -= first.weight();
                ready.addFirst(first);
                return;
            }
        }
    }

    private void start(Taken next) {
        Deque<Taken> line = waiting.get(next.sequence());
        next.started(line == null ? 0 : line.size() - 1);
        running.put(next, System.nanoTime());
        bytes += next.weight();
    }

    /** Goes on with another one on the same thread: handing over would cost more than most of them take. */
    private void run(Taken first) {
        for (@Nullable Taken next = first; next != null; ) {
            next = end(next, process.test(next));
        }
    }

    private @Nullable Taken end(Taken taken, boolean done) {
        lock.lock();
        try {
            ran(Objects.requireNonNull(running.remove(taken)));
            ended.add(new Ended(taken, done));
            if (done) {
                unacknowledged++;
                next(taken.sequence());
            } else {
                bytes -= taken.weight();
            }
            changed.signalAll();
            if (!mayStart()) {
                return null;
            }
            Taken next = ready.remove();
            start(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void ran(long start) {
        long now = System.nanoTime();
        limit.took(start, now);
        if (now - start >= AdaptiveLimit.SLOW_NANOS && slow > 0) {
            slow--;
        }
    }

    private void next(Object sequence) {
        Deque<Taken> line = waiting.getOrDefault(sequence, new ArrayDeque<>());
        line.poll();
        if (line.isEmpty()) {
            waiting.remove(sequence);
        } else {
            ready.add(line.element());
        }
    }
}
