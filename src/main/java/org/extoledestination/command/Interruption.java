package org.extoledestination.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C into an interrupt of the thread that works, and lets it say its last words. */
final class Interruption implements AutoCloseable {

    private static final int LAST_WORDS_SECONDS = 5;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "interruption");
    private volatile int exitCode = ImportFailedException.FAILED;

    private Interruption() {}

    static Interruption ofThisThread() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    void ended(int withExitCode) {
        exitCode = withExitCode;
        ended.countDown();
    }

    private void stop() {
        worker.interrupt();
        try {
            if (!ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                exitCode = ImportFailedException.FAILED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The code of the signal would hide ours; nothing else of this process is left to be ended.
        Runtime.getRuntime().halt(exitCode);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // The hook itself ends the process.
            ended.countDown();
        }
    }
}
