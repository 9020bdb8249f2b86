package org.extoledestination.ingest.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The imports whose chunks this process has taken. An import is a command, a process of its own: nothing is known of it
 * but what its chunks say, and when the last of them came.
 */
final class ImportRuns {

    private static final int MOST_RUNS = 50;
    private static final double PERCENT = 100.0;

    /** Chunks come at least once a second; while nothing can be kept, every 15 seconds. */
    private static final Duration SILENT_AFTER = Duration.ofMinutes(1);

    private final Clock clock;
    /** The one that was heard of last stands last. */
    private final Map<String, Heard> runs = new LinkedHashMap<>();

    ImportRuns(Clock clock) {
        this.clock = clock;
    }

    /** What is known of one. Guarded by the runs. */
    private static final class Heard {
        private final String source;
        private final boolean isDry;
        private final Instant since;
        private final long readBefore;
        private final long positionBefore;
        private Instant latest;
        private long read;
        private long accepted;
        private long refused;
        private long position;
        private long size;
        private boolean isWaiting;
        private boolean isFinished;

        private Heard(String source, ImportController.Chunk chunk, Instant now) {
            this.source = source;
            this.isDry = chunk.dryRun();
            this.since = now;
            this.latest = now;
            this.readBefore = chunk.read();
            this.positionBefore = chunk.position();
            this.read = chunk.read();
            this.refused = chunk.refused();
        }

        private ImportController.Run at(Instant now) {
            double seconds = Math.max(1, Duration.between(since, latest).toMillis()) / 1_000.0;
            boolean isUnderWay = !isFinished && now.isBefore(latest.plus(SILENT_AFTER));
            long bytes = position - positionBefore;
            return new ImportController.Run(
                    source,
                    isDry,
                    isFinished ? "finished" : !isUnderWay ? "silent" : isWaiting ? "waiting" : "running",
                    since,
                    latest,
                    read,
                    accepted,
                    refused,
                    // Within the first second an average says nothing.
                    seconds < 1 ? read - readBefore : Math.round((read - readBefore) / seconds),
                    size == 0 ? null : (int) Math.min(PERCENT, PERCENT * position / size),
                    size == 0 || bytes <= 0 || seconds < 1 || !isUnderWay
                            ? null
                            : Math.round(seconds / bytes * Math.max(0, size - position)));
        }
    }

    /** A chunk came, and {@code result} was answered; null if nothing can be kept now. */
    void heard(ImportController.Chunk chunk, String source, int events, Archive.@Nullable Result result) {
        if (chunk.run() == null && events == 0) {
            // A question whether an import would be taken.
            return;
        }
        Instant now = clock.instant();
        String key = Objects.requireNonNullElse(chunk.run(), "source " + source);
        synchronized (runs) {
            Heard heard = runs.remove(key);
            if (heard == null || (chunk.run() == null && now.isAfter(heard.latest.plus(SILENT_AFTER)))) {
                heard = new Heard(source, chunk, now);
            }
            runs.put(key, heard);
            heard.latest = now;
            heard.isWaiting = result == null;
            if (result != null) {
                boolean isTold = chunk.run() != null;
                heard.read = (isTold ? chunk.read() : heard.read) + events;
                heard.refused = (isTold ? chunk.refused() : heard.refused)
                        + result.refused().size();
                heard.accepted += result.accepted();
                heard.position = chunk.position();
                heard.size = chunk.size();
                heard.isFinished = chunk.ended();
            }
            for (Iterator<String> oldest = runs.keySet().iterator(); runs.size() > MOST_RUNS; ) {
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** The one that was heard of last stands first. */
    List<ImportController.Run> list() {
        Instant now = clock.instant();
        List<ImportController.Run> all = new ArrayList<>();
        synchronized (runs) {
            runs.values().forEach(heard -> all.add(heard.at(now)));
        }
        all.sort(Comparator.comparing(ImportController.Run::latest).reversed());
        return all;
    }
}
