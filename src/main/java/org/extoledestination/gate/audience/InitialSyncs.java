package org.extoledestination.gate.audience;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Notices an initial sync: Engage sends all members of an audience at once when the audience is new or reconnected.
 * Then many unknown identities enter it. The only clock is {@link #tick}.
 */
final class InitialSyncs {

    /** This number of first entries within {@link #WINDOW_SECONDS} is an initial sync. */
    static final int STARTS_AT = 1_000;

    /** Below this number the sync has ended. */
    static final int ENDS_BELOW = 100;

    static final int WINDOW_SECONDS = 60;
    static final int SECONDS_BETWEEN_LINES = 30;

    static final int TICK_SECONDS = 5;

    private static final int TICKS_IN_WINDOW = WINDOW_SECONDS / TICK_SECONDS;
    private static final int TICKS_BETWEEN_LINES = SECONDS_BETWEEN_LINES / TICK_SECONDS;
    /** A workspace has fewer audiences; forged keys must not fill the memory, and half of the places are not for them. */
    private static final int MOST_KEYS = 1_000;

    private static final int MOST_ENDED = 20;

    private final Consumer<String> lines;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Deque<Ended> ended = new ConcurrentLinkedDeque<>();
    private final AtomicLong ticks = new AtomicLong();

    /**
     * A sync that runs, or has ended.
     *
     * @param audience its key
     * @param entries first entries so far, or in all
     * @param perSecond first entries a second: the latest, or of all of it
     * @param begunSecondsAgo when it began; rounded to a tick, and up to a minute too early
     * @param endedSecondsAgo 0 if it runs
     */
    record Sync(String audience, long entries, long perSecond, long begunSecondsAgo, long endedSecondsAgo) {}

    /** The same by the numbers of ticks. */
    private record Ended(String audience, long entries, long begun, long end) {}

    /** {@code lines} takes what is worth a line in the log. */
    InitialSyncs(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * An identity has entered the audience for the first time, and Extole knows.
     *
     * @param isTrusted whether Engage says so, not a write key
     */
    void entered(String key, boolean isTrusted) {
        if (watches.size() < (isTrusted ? MOST_KEYS : MOST_KEYS / 2) || watches.containsKey(key)) {
            watches.compute(key, (ignored, known) -> {
                Watch watch = known == null ? new Watch(key) : known;
                watch.fresh++;
                return watch;
            });
        }
    }

    /** Another {@link #TICK_SECONDS} seconds have passed. */
    @Scheduled(fixedRate = TICK_SECONDS, timeUnit = TimeUnit.SECONDS)
    void tick() {
        ticks.incrementAndGet();
        watches.keySet().forEach(key -> watches.computeIfPresent(key, (ignored, watch) -> watch.tick()));
    }

    /** How many run. */
    long running() {
        return watches.values().stream().filter(watch -> watch.running).count();
    }

    /** How many first entries those that run have had so far. */
    long entries() {
        return watches.values().stream().mapToLong(watch -> watch.soFar).sum();
    }

    /** Those that run, the largest first. */
    List<Sync> allRunning() {
        return watches.values().stream()
                .filter(watch -> watch.running)
                .map(watch -> new Sync(watch.key, watch.soFar, watch.perSecond, secondsSince(watch.begun), 0))
                .sorted(Comparator.comparing(Sync::entries).reversed())
                .toList();
    }

    /** The last that have ended, the latest first. */
    List<Sync> lastEnded() {
        return ended.stream()
                .map(each -> new Sync(
                        each.audience(),
                        each.entries(),
                        each.entries() / Math.max(1, (each.end() - each.begun()) * TICK_SECONDS),
                        secondsSince(each.begun()),
                        secondsSince(each.end())))
                .toList();
    }

    private long secondsSince(long tick) {
        return (ticks.get() - tick) * TICK_SECONDS;
    }

    /** One key. Changed only under the lock that the map holds for it. */
    private final class Watch {
        private final String key;
        private final Deque<Integer> window = new ArrayDeque<>();
        private int fresh;
        private int ticksSinceLine;
        private volatile boolean running;
        private volatile long soFar;
        private volatile long perSecond;
        private volatile long begun;

        Watch(String key) {
            this.key = Shown.name(key);
        }

        /** Itself, or null when there is nothing left to watch. */
        @Nullable
        Watch tick() {
            int now = fresh;
            fresh = 0;
            window.addFirst(now);
            if (window.size() > TICKS_IN_WINDOW) {
                window.removeLast();
            }
            int inWindow = latest(TICKS_IN_WINDOW);
            perSecond = rate();
            if (running) {
                goOn(now, inWindow);
            } else if (inWindow >= STARTS_AT) {
                begun = ticks.get() - window.size();
                soFar = inWindow;
                running = true;
                sayHowFar();
            }
            return inWindow > 0 ? this : null;
        }

        private void goOn(int now, int inWindow) {
            long total = soFar + now;
            soFar = total;
            ticksSinceLine++;
            if (inWindow < ENDS_BELOW) {
                lines.accept("Audience '%s' has synced: %d in all".formatted(key, total));
                running = false;
                soFar = 0;
                ended.addFirst(new Ended(key, total, begun, ticks.get() - idle()));
                if (ended.size() > MOST_ENDED) {
                    ended.pollLast();
                }
            } else if (ticksSinceLine >= TICKS_BETWEEN_LINES) {
                sayHowFar();
            }
        }

        private void sayHowFar() {
            lines.accept("Audience '%s' syncs: %d so far, %d a second".formatted(key, soFar, perSecond));
            ticksSinceLine = 0;
        }

        /** Since when nobody enters, in ticks: that a sync has ended is seen a while later. */
        private long idle() {
            return window.stream().takeWhile(entries -> entries == 0).count();
        }

        private int rate() {
            int known = Math.min(window.size(), TICKS_BETWEEN_LINES);
            return latest(known) / (known * TICK_SECONDS);
        }

        private int latest(int ticks) {
            return window.stream().limit(ticks).mapToInt(Integer::intValue).sum();
        }
    }
}
