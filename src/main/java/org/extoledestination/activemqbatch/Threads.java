package org.extoledestination.activemqbatch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that mostly wait for an answer. */
final class Threads {

    /** Before, a virtual thread that waits inside of {@code synchronized} keeps its carrier (JEP 491). */
    private static final int GOOD_VIRTUAL_THREADS = 24;

    private Threads() {}

    /** Virtual ones where the JVM has good ones, else a pool of at most {@code most}. */
    static ExecutorService create(String name, int most) {
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
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(most, most, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
