package org.extoledestination.console;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The streams of server-sent events to open pages: one a page, few in all. A page whose browser reads slowly misses what it
 * has no room for; nobody waits for it.
 */
public final class Viewers {

    /** So many pages are live at once. */
    static final int MOST = 20;

    /** After this a browser asks again, and has to be signed in still. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final TaskExecutor threads = new SimpleAsyncTaskExecutor("console-live-");

    private record Viewer(String channel, String session, SseEmitter emitter, AtomicBoolean isBusy) {}

    /**
     * A stream for one more page, as what a handler method answers. Beyond the most it says {@code full} and ends: the page
     * stays as it is.
     *
     * @param channel what the page shows, to be named in {@link #send}
     */
    public SseEmitter open(String channel) {
        SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        Viewer viewer =
                new Viewer(channel, request == null ? "" : request.getSessionId(), emitter, new AtomicBoolean());
        emitter.onCompletion(() -> viewers.remove(viewer));
        emitter.onTimeout(emitter::complete);
        emitter.onError(failure -> viewers.remove(viewer));
        synchronized (this) {
            if (viewers.size() < MOST) {
                viewers.add(viewer);
                return emitter;
            }
        }
        try {
            emitter.send(SseEmitter.event().name("full").data(String.valueOf(MOST)));
        } catch (IOException e) {
            // It has gone.
        }
        emitter.complete();
        return emitter;
    }

    /** Ends the streams of a session that is over. */
    void end(String session) {
        viewers.stream()
                .filter(each -> each.session().equals(session))
                .forEach(each -> each.emitter().complete());
    }

    /** Whether anybody looks at this channel. */
    public boolean areAt(String channel) {
        return viewers.stream().anyMatch(each -> each.channel().equals(channel));
    }

    /** How many pages are live. */
    public int count() {
        return viewers.size();
    }

    /** Sends each viewer of a channel these pieces of its page, by the names of the events. Returns at once. */
    public void send(String channel, Map<String, String> pieces) {
        for (Viewer each : viewers) {
            if (each.channel().equals(channel) && each.isBusy().compareAndSet(false, true)) {
                threads.execute(() -> send(each, pieces));
            }
        }
    }

    private void send(Viewer viewer, Map<String, String> pieces) {
        try {
            for (Map.Entry<String, String> piece : pieces.entrySet()) {
                viewer.emitter().send(SseEmitter.event().name(piece.getKey()).data(piece.getValue()));
            }
        } catch (IOException | IllegalStateException e) {
            viewers.remove(viewer);
            viewer.emitter().complete();
        } finally {
            viewer.isBusy().set(false);
        }
    }

    /** Before the port waits for the requests that are under way. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        viewers.forEach(each -> each.emitter().complete());
        viewers.clear();
    }
}
