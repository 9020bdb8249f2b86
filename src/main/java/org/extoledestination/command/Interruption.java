package org.extoledestination.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ExitCode;

/** Turns Ctrl-C into an interrupt of the thread that works, and lets it say its last words. */
final class Interruption implements AutoCloseable {

    private static final int LAST_WORDS_SECONDS = 5;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "interruption");
    private volatile int exitCode = ExitCode.SOFTWARE;

    /** Of this thread. */
    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void ended(int withExitCode) {
        exitCode = withExitCode;
        ended.countDown();
    }

    private void stop() {
        worker.interrupt();
        try {
            if (!ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                exitCode = ExitCode.SOFTWARE;
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
