package org.extoledestination.trace;

import java.io.IOException;
import org.extoledestination.trace.TraceTail.Listener;
import org.extoledestination.trace.TracesController.Line;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Streams of server-sent events, each with a thread that may wait for its reader. They end before the application does. */
final class TailStreams implements SmartLifecycle {

    private static final long LOOK_MILLIS = 250;
    /** So that a reader who has gone is noticed, and a proxy does not take the stream for dead. */
    private static final int SILENT_LOOKS = 40;

    private final TraceTail tail;
    private volatile boolean isRunning;

    TailStreams(TraceTail tail) {
        this.tail = tail;
    }

    /** Events {@code trace} with a line each, and {@code dropped} with a number. */
    SseEmitter open(TraceFilter filter) {
        Listener listener = tail.listen(filter);
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(listener::close);
        emitter.onError(failure -> listener.close());
        emitter.onTimeout(listener::close);
        Thread thread = new Thread(() -> send(listener, emitter), "trace-tail");
        thread.setDaemon(true);
        thread.start();
        return emitter;
    }

    private static void send(Listener listener, SseEmitter emitter) {
        try (listener) {
            emitter.send(SseEmitter.event().comment("listening"));
            int silent = 0;
            while (!listener.isOver()) {
                Trace next = listener.next(LOOK_MILLIS);
                long missed = listener.missed();
                if (missed > 0) {
                    emitter.send(SseEmitter.event().name("dropped").data(missed, MediaType.APPLICATION_JSON));
                }
                if (next != null) {
                    emitter.send(SseEmitter.event().name("trace").data(Line.of(next), MediaType.APPLICATION_JSON));
                }
                silent = next == null ? silent + 1 : 0;
                if (silent == SILENT_LOOKS) {
                    silent = 0;
                    emitter.send(SseEmitter.event().comment("still listening"));
                }
            }
            emitter.complete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | IllegalStateException e) {
            // The reader has gone.
            emitter.completeWithError(e);
        }
    }

    @Override
    public void start() {
        isRunning = true;
    }

    /** First of all: the server waits for the end of what it serves. */
    @Override
    public void stop() {
        isRunning = false;
        tail.close();
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
