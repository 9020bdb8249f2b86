package org.extoledestination.command;

import java.util.concurrent.TimeUnit;

/** Keeps events within a rate. What was not sent during a wait is not made up for. */
final class Pace {

    private final int eventsPerSecond;
    private long free = System.nanoTime();

    /** Without a limit if {@code eventsPerSecond} is 0. */
    Pace(int eventsPerSecond) {
        this.eventsPerSecond = eventsPerSecond;
    }

    /** Waits until {@code events} more may be sent. */
    void await(int events) throws InterruptedException {
        if (eventsPerSecond == 0) {
            return;
        }
        TimeUnit.NANOSECONDS.sleep(free - System.nanoTime());
        free = Math.max(free, System.nanoTime()) + TimeUnit.SECONDS.toNanos(events) / eventsPerSecond;
    }
}
