package org.extoledestination.activemqbatch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that mostly wait for an answer. */
final class Threads {

    /** Before, a virtual thread that waits inside of {@code synchronized} keeps its carrier (JEP 491). */
    private static final int GOOD_VIRTUAL_THREADS = 24;

    private Threads() {}

    /** Virtual ones where the JVM has good ones, else as many as are needed at once. */
    static ExecutorService create(String name) {
        if (Runtime.version().feature() >= GOOD_VIRTUAL_THREADS) {
            try {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Java " + Runtime.version() + " has virtual threads", e);
            }
        }
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
