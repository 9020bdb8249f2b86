package org.extoledestination.inhand;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.extoledestination.inhand.MarkFile.Mark;
import org.jspecify.annotations.Nullable;

/** Work on one message: with a mark while it goes on, with the turn as well if the message is a suspect. */
final class Work extends SynchronizationAdapter {

    /** What the thread works on, for those who know of no exchange. */
    private static final ThreadLocal<Work> CURRENT = new ThreadLocal<>();

    private final String key;
    private final @Nullable Suspects suspects;
    private final @Nullable Turn turn;
    private @Nullable Mark mark;
    private boolean hasBegun;

    /** {@code suspects} and {@code turn} for a suspect, which has the turn. */
    Work(String key, @Nullable Suspects suspects, @Nullable Turn turn) {
        this.key = key;
        this.suspects = suspects;
        this.turn = turn;
    }

    static @Nullable Work current() {
        return CURRENT.get();
    }

    /** {@code begun}: none if there is no place to note it. */
    synchronized void begin(@Nullable Mark begun) {
        mark = begun;
        hasBegun = true;
        CURRENT.set(this);
    }

    synchronized boolean hasBegun() {
        return hasBegun;
    }

    synchronized void pause() {
        if (mark != null) {
            mark.hide();
        }
        if (turn != null) {
            turn.end(this);
        }
    }

    void goOn() {
        if (turn != null) {
            try {
                turn.takeAgain(this);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (this) {
            if (mark != null) {
                mark.show();
            }
        }
    }

    /** A copy that a route sends elsewhere does not take it along. */
    @Override
    public boolean allowHandover() {
        return false;
    }

    /** A suspect that had its turn and was not tried after all stays suspected. */
    @Override
    public void onComplete(Exchange exchange) {
        if (suspects != null && hasBegun()) {
            suspects.remove(key);
        }
        super.onComplete(exchange);
    }

    @Override
    public void onDone(Exchange exchange) {
        CURRENT.remove();
        synchronized (this) {
            if (mark != null) {
                mark.free();
                mark = null;
            }
        }
        if (turn != null) {
            turn.end(this);
        }
    }
}
