package org.extoledestination.edit.live;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import org.extoledestination.platform.management.AuditTrail;
import org.extoledestination.platform.telemetry.Meters;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Looks at all files that may be edited, four times a second. It reads their contents instead of waiting for
 * notifications, which a network mount does not send. One thread does all, so that two edits never overlap.
 */
public final class LiveEdits implements SmartLifecycle {

    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final int STOP_SECONDS = 20;

    private final Clock clock;
    private final Meters meters;
    private final AuditTrail trail;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final ThreadPoolTaskScheduler thread = new ThreadPoolTaskScheduler();
    private volatile boolean isRunning;

    /**
     * One file.
     *
     * @param inForce the first digits of the SHA-256 of the content that runs; empty if it does not run
     * @param since from when on it runs; null if it does not
     * @param there the same digits of the file as it is now; empty if it is gone
     */
    public record FileState(
            String name, String inForce, @Nullable Instant since, String there) {

        /** Whether the file as it is now is what runs. */
        public boolean isTaken() {
            return inForce.equals(there);
        }
    }

    /**
     * An edit that was refused.
     *
     * @param files what was edited
     * @param reasons file, line and reason of each mistake
     * @param isOpen whether the files are still those that were refused
     */
    public record Refused(Instant at, List<String> files, List<String> reasons, boolean isOpen) {}

    /**
     * All files of one kind.
     *
     * @param refused the latest edit that was refused since the start
     */
    public record State(List<FileState> files, Optional<Refused> refused) {

        private static final State NONE = new State(List.of(), Optional.empty());
    }

    LiveEdits(Clock clock, Meters meters, AuditTrail trail) {
        this.clock = clock;
        this.meters = meters;
        this.trail = trail;
        meters.gauge(
                "live.refused.edits",
                "Kinds of files whose latest edit was refused, while what ran before goes on",
                () -> watches.values().stream()
                        .filter(watch -> !watch.refused().isEmpty())
                        .count());
    }

    void watch(LiveFiles files) {
        watches.put(files.name(), new Watch(files, clock, (changed, outcome) -> {
            meters.count("live", outcome);
            trail.edit(files.name(), changed, outcome);
        }));
    }

    /** Begins to look, when all runs. */
    void begin() {
        thread.setThreadNamePrefix("live-edits");
        thread.setWaitForTasksToCompleteOnShutdown(true);
        thread.setAwaitTerminationSeconds(STOP_SECONDS);
        thread.initialize();
        // It ends with its thread, and no look throws.
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(this::look, PERIOD);
    }

    /** Looks at everything once. */
    void look() {
        watches.values().forEach(Watch::look);
    }

    /** Ends it before anything else stops; an edit that is being taken is waited for. */
    @Override
    public void stop() {
        thread.shutdown();
        isRunning = false;
    }

    @Override
    public void start() {
        // It begins when the application is ready, which is later.
        isRunning = true;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
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

    /** The files of this kind, for people: those in force, and the latest refusal. Settings' files are not told. */
    public State state(String kind) {
        Watch watch = watches.get(kind);
        return watch == null ? State.NONE : watch.state();
    }

    /** One of the files of {@link #state}, to be read; empty if there is no such file. */
    public Optional<Path> path(String kind, String file) {
        return Optional.ofNullable(watches.get(kind)).flatMap(watch -> watch.path(file));
    }
}
