package org.extoledestination.platform.telemetry;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its memory is full. After an {@link OutOfMemoryError} nothing that a JVM does is certain: some
 * threads are gone, others go on and answer. The JVM's own {@code -XX:+ExitOnOutOfMemoryError} does the same, where it is
 * set; nobody can set it from inside of a jar.
 */
public final class MemoryFault {

    /** The exit code, which is also that of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int EXIT_CODE = 3;

    private static final Logger log = LoggerFactory.getLogger(MemoryFault.class);
    private static final int MOST_CAUSES = 50;
    private static final int RESERVE_BYTES = 1 << 20;
    private static final AtomicBoolean ending = new AtomicBoolean();
    private static final CountDownLatch full = new CountDownLatch(1);
    private static final long LAST_WORD_SECONDS = 3;

    /** Given up so that there is room to say a last word. */
    @SuppressWarnings("UnusedVariable") // what counts is the room that it takes up
    private static volatile byte @Nullable [] reserve;

    private static volatile boolean isOn;

    private MemoryFault() {}

    /** From now on a full heap ends the process, also on threads that nobody looks after. */
    public static void watch() {
        isOn = true;
        reserve = new byte[RESERVE_BYTES];
        // Created early: with a full memory there may be no room for a thread.
        Thread last = new Thread(MemoryFault::haltSoon, "memory-fault");
        last.setDaemon(true);
        last.start();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            endIfOne(failure);
            if (before != null) {
                before.uncaughtException(thread, failure);
            } else {
                log.error("The thread {} has ended: {}", thread.getName(), FaultPlace.of(failure));
            }
        });
        HeapWatch.start(() -> end("the collector finds no more room"));
    }

    /** Also what is only logged ends it from now on; to be called when the log is set up. */
    public static void watchLog() {
        MemoryFaultAppender.install();
    }

    /** Ends the process if this failure says that memory is full; to be called by whoever catches everything. */
    public static void endIfOne(@Nullable Throwable failure) {
        if (failure != null && isOn && isIn(failure)) {
            end(FaultPlace.of(failure));
        }
    }

    /** Whether a failure, or what caused it, says that memory is full. That there is no thread left is something else. */
    static boolean isIn(Throwable failure) {
        int causes = 0;
        for (Throwable each = failure; each != null && causes < MOST_CAUSES; each = each.getCause(), causes++) {
            if (each instanceof OutOfMemoryError) {
                String text = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
                return !text.contains("native thread") && !text.contains("process/resource limits");
            }
        }
        return false;
    }

    private static void haltSoon() {
        try {
            full.await();
            new CountDownLatch(1).await(LAST_WORD_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static void awaitHalt() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void end(String why) {
        full.countDown();
        if (!ending.compareAndSet(false, true)) {
            // What failed stays as it is: it must not look as if it had come to an end.
            awaitHalt();
        }
        try {
            reserve = null;
            log.error(
                    "The heap is full ({}). The process ends now with exit code {}, for nothing is certain after that."
                            + " Nothing that was acknowledged is lost. What to do: start it again; what was in hand is"
                            + " tried alone then. If it comes back, raise -Xmx",
                    why,
                    EXIT_CODE);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
