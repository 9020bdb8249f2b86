package org.extoledestination.ingest.connections;

import java.net.InetAddress;
import java.time.Duration;

/** The present state of a connection, and since when. */
final class Connection {

    /** A connection that has not sent a whole request yet is closed before one that waits for its next request. */
    private static final int STRANGER = 10;

    enum State {
        /** It has sent nothing yet. */
        NEW,
        /** It has sent a part of the head of a request. */
        HEAD,
        /** Its request is being served, which includes the arrival of the body. */
        BUSY,
        /** It has had its answer and has sent nothing since. */
        IDLE
    }

    private final InetAddress address;
    private State state = State.NEW;
    private long since;
    private long headSince;
    private boolean served;
    private boolean answered;
    private boolean told;

    Connection(InetAddress address, long now) {
        this.address = address;
        this.since = now;
    }

    InetAddress address() {
        return address;
    }

    /** Something has come from it, which the server looks at now. */
    synchronized void begins(long now) {
        if (state != State.HEAD) {
            headSince = state == State.NEW ? since : now;
        }
        state = State.BUSY;
        since = now;
        served = false;
        answered = false;
        told = false;
    }

    /** The head of a request is whole. */
    synchronized void serves(long now) {
        since = now;
        served = true;
        answered = false;
        told = false;
    }

    /** Its request has been answered before all of its body was here. */
    synchronized void answered(long now) {
        since = now;
        answered = true;
        told = false;
    }

    /** The server waits for more of it: of a head that has begun, or for the next request. */
    synchronized void rests(boolean inHead, long now) {
        // Before its first request it is in a head, even if it has sent nothing but empty lines.
        state = inHead || !served ? State.HEAD : State.IDLE;
        since = served ? now : headSince;
    }

    synchronized boolean isAtRest() {
        return state != State.BUSY;
    }

    /** Whether its head, or its first byte, should be here by now. */
    synchronized boolean isHeadLate(long now, Duration timeout) {
        return (state == State.HEAD || state == State.NEW) && now - since > timeout.toNanos();
    }

    /** Whether its request should have arrived by now; says so once for each request, and once after its answer. */
    synchronized boolean isBodyLate(long now, Duration timeout) {
        long longest = (answered ? UnreadBody.LONGEST : timeout).toNanos();
        boolean late = state == State.BUSY && !told && now - since > longest;
        told |= late;
        return late;
    }

    /** How much sooner than others it is to be closed if others want its place: the larger the sooner. */
    synchronized long urgency(long now) {
        return (now - since) * (state == State.IDLE ? 1 : STRANGER);
    }
}
