package org.extoledestination.live;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.extoledestination.telemetry.Meters;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all files that may be edited, four times a second. It asks for their contents and does not wait to be told,
 * because a network mount tells nothing. One thread does it all, so that two edits never meet.
 */
public final class LiveEdits {

    private static final long PERIOD_MILLIS = 250;
    private static final long STOP_SECONDS = 20;

    private final Clock clock;
    private final Meters meters;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService thread;
    private @Nullable Future<?> looking;

    LiveEdits(Clock clock, Meters meters) {
        this.clock = clock;
        this.meters = meters;
        meters.gauge(
                "live.refused.edits",
                "Kinds of files whose latest edit was refused, while what ran before goes on",
                () -> watches.values().stream()
                        .filter(watch -> !watch.refused().isEmpty())
                        .count());
    }

    void watch(LiveFiles files) {
        watches.put(files.name(), new Watch(files, clock, outcome -> meters.count("live", outcome)));
    }

    synchronized void start() {
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live-edits"));
        looking = started.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        thread = started;
    }

    /** Looks at everything once. */
    void look() {
        watches.values().forEach(Watch::look);
    }

    synchronized boolean isRunning() {
        return thread != null;
    }

    /** Ends it; an edit that is being taken is waited for. */
    synchronized void stop() {
        ScheduledExecutorService running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        if (looking != null) {
            looking.cancel(false);
        }
        running.shutdown();
        try {
            if (!running.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException e) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Why the files of this name do not run as they are now: for health.
     *
     * @return file, line and reason of each mistake; empty if the files are what runs
     */
    public List<String> refused(String name) {
        Watch watch = watches.get(name);
        return watch == null ? List.of() : watch.refused();
    }
}
