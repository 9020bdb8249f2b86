package org.extoledestination.edit.live;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.extoledestination.edit.live.LiveEdits.FileState;
import org.extoledestination.edit.live.LiveEdits.Refused;
import org.extoledestination.edit.live.LiveEdits.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one kind of files: waits until an edit has settled, tries it once, remembers why it was refused. */
final class Watch {

    private static final Logger log = LoggerFactory.getLogger(LiveEdits.class);
    private static final int SHOWN_DIGITS = 12;
    private static final Duration NEXT_TRY = Duration.ofSeconds(10);

    private final LiveFiles files;
    private final Clock clock;
    private final BiConsumer<List<String>, String> outcomes;
    private volatile FileStates taken;
    private volatile FileStates seen;
    private volatile Map<String, Instant> since;
    private FileStates tried;
    private Instant tryAgain = Instant.MAX;
    private volatile List<String> refused = List.of();
    private volatile @Nullable Refused last;
    private @Nullable FileStates refusedContent;

    /** Tells {@code outcomes} of each edit what has changed, and whether it was taken or refused. */
    Watch(LiveFiles files, Clock clock, BiConsumer<List<String>, String> outcomes) {
        this.files = files;
        this.clock = clock;
        this.outcomes = outcomes;
        this.taken = files.atStart();
        this.seen = taken;
        this.tried = taken;
        Instant start = clock.instant();
        this.since = taken.contents().keySet().stream().collect(Collectors.toMap(name -> name, name -> start));
    }

    /** Looks once. Never throws: an edit that brings down the one who looks would be the last one. */
    void look() {
        try {
            files.tidy();
            FileStates now = files.look();
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && (!now.equals(tried) || clock.instant().isAfter(tryAgain))) {
                tried = now;
                tryAgain = Instant.MAX;
                judge(now);
            }
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            refuse(List.of("the files cannot be judged: " + e.getClass().getSimpleName()), e);
        }
    }

    private void judge(FileStates now) {
        if (now.equals(taken)) {
            if (!refused.isEmpty()) {
                mended();
                log.info("The {} files are again what runs", files.name());
            }
            return;
        }
        try {
            take(now);
        } catch (EditRefusedException e) {
            tryAgain = e.mayPass() ? clock.instant().plus(NEXT_TRY) : Instant.MAX;
            refuse(e.reasons(), null);
        }
    }

    private void take(FileStates now) throws EditRefusedException {
        if (!now.faults().isEmpty()) {
            throw EditRefusedException.wrong(now.faults());
        }
        Instant begin = clock.instant();
        LiveFiles.Edit edit = files.read();
        if (!files.look().equals(now)) {
            // The files have changed since they were judged: the next look judges them again.
            tried = taken;
            return;
        }
        String difference = edit.take();
        List<String> changed = now.changesSince(taken);
        log.info(
                "Edit taken, {} files {}: {}, in {} ms",
                files.name(),
                String.join(", ", changed),
                difference,
                Duration.between(begin, clock.instant()).toMillis());
        Instant end = clock.instant();
        Map<String, Instant> times = new HashMap<>();
        for (Map.Entry<String, String> file : now.contents().entrySet()) {
            boolean isAsBefore = file.getValue().equals(taken.contents().get(file.getKey()));
            times.put(file.getKey(), isAsBefore ? since.getOrDefault(file.getKey(), end) : end);
        }
        taken = now;
        since = Map.copyOf(times);
        mended();
        outcomes.accept(changed, "taken");
    }

    private void mended() {
        refused = List.of();
        Refused before = last;
        if (before != null) {
            last = new Refused(before.at(), before.files(), before.reasons(), false);
        }
    }

    private void refuse(List<String> reasons, @Nullable Throwable fault) {
        boolean isNew = !reasons.equals(refused) || !seen.equals(refusedContent);
        refused = reasons;
        refusedContent = seen;
        if (isNew) {
            log.warn(
                    "Edit refused, {} files. What ran before goes on. Correct the file; it is read again by itself\n- {}",
                    files.name(),
                    String.join("\n- ", reasons),
                    fault);
            List<String> changed = seen.changesSince(taken);
            last = new Refused(clock.instant(), changed, reasons, true);
            outcomes.accept(changed, "refused");
        }
    }

    /** The files, those in force and those that are there, and the latest edit that was refused. */
    State state() {
        FileStates inForce = taken;
        FileStates there = seen;
        Map<String, Instant> times = since;
        Set<String> names = new TreeSet<>(inForce.contents().keySet());
        names.addAll(there.contents().keySet());
        List<FileState> all = names.stream()
                .filter(name -> files.path(name).isPresent())
                .map(name -> new FileState(
                        name,
                        digits(inForce.contents().get(name)),
                        times.get(name),
                        digits(there.contents().get(name))))
                .toList();
        return new State(all, Optional.ofNullable(last));
    }

    private static String digits(@Nullable String digest) {
        return digest == null ? "" : digest.substring(0, Math.min(SHOWN_DIGITS, digest.length()));
    }

    /** The file of this name, if it is one of those that may be shown. */
    Optional<Path> path(String name) {
        boolean isKnown = taken.contents().containsKey(name) || seen.contents().containsKey(name);
        return isKnown ? files.path(name) : Optional.empty();
    }

    /** Why the files as they are now do not run; empty if they do. */
    List<String> refused() {
        return refused;
    }
}
