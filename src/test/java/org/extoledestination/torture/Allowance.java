package org.extoledestination.torture;

/** How many events may be sent. Senders wait for more. */
final class Allowance {

    private long given;
    private long left;
    private boolean over;

    synchronized void more(long events) {
        given += events;
        left += events;
        notifyAll();
    }

    synchronized long given() {
        return given;
    }

    /** Nothing more comes: who waits is told 0. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    /** From 1 to {@code most} events, or 0 at the end. */
    synchronized int take(int most) throws InterruptedException {
        while (left == 0 && !over) {
            wait();
        }
        int taken = (int) Math.min(left, most);
        left -= taken;
        return taken;
    }
}
