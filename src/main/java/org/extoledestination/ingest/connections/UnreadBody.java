package org.extoledestination.ingest.connections;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * What nobody has read of a body when its request has its answer. A little of it is read then, since a sender whose
 * connection is reset may miss its answer. Tomcat would read it too, but with ten seconds for each read and on a thread
 * that others wait for: without virtual threads 200 such bodies shut the door.
 */
final class UnreadBody {

    /** A longer one is not worth the wait: its connection is closed. In bytes. */
    private static final long MOST = 64L << 10;

    /** After it the sweep ends the input too: a single read takes chunks and trailers without end. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    /** An eighth of the threads that Tomcat has without virtual ones. */
    private static final int AT_ONCE = 25;

    private final Semaphore readers = new Semaphore(AT_ONCE);

    /**
     * Reads the rest of it if that is short and comes soon; otherwise the connection is closed after the answer.
     *
     * @param begins called before it is read
     */
    void end(Request request, SocketWrapperBase<?> from, Runnable begins) {
        if (isRead(request) || isAsync(request)) {
            return;
        }
        if (isWorthReading(request) && readers.tryAcquire()) {
            try {
                begins.run();
                read(request, from);
            } finally {
                readers.release();
            }
        }
        if (!isRead(request)) {
            request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Who waits for leave to send its body has its answer instead. */
    private static boolean isWorthReading(Request request) {
        return !request.hasExpectation() || request.getBytesRead() > 0;
    }

    private static void read(Request request, SocketWrapperBase<?> from) {
        long usual = from.getReadTimeout();
        long end = System.nanoTime() + LONGEST.toNanos();
        Nowhere nowhere = new Nowhere();
        long most = request.getBytesRead() + MOST;
        try {
            int read = 0;
            while (read >= 0 && request.getBytesRead() < most && end - System.nanoTime() > 0) {
                from.setReadTimeout(
                        Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
                read = request.doRead(nowhere);
            }
        } catch (IOException e) {
            // It is late, or gone; it has had its answer.
        } finally {
            from.setReadTimeout(usual);
        }
    }

    private static boolean isRead(Request request) {
        return is(request, ActionCode.REQUEST_BODY_FULLY_READ);
    }

    /** Then the answer, and who reads the body, come later. */
    private static boolean isAsync(Request request) {
        return is(request, ActionCode.ASYNC_IS_ASYNC);
    }

    private static boolean is(Request request, ActionCode question) {
        AtomicBoolean answer = new AtomicBoolean();
        request.action(question, answer);
        return answer.get();
    }

    /** Takes what has been read. */
    private static final class Nowhere implements ApplicationBufferHandler {

        private ByteBuffer read = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            read = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return read;
        }

        @Override
        public void expand(int size) {
            // The server's own buffer is handed over.
        }
    }
}
