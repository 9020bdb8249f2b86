package org.extoledestination.edit.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one kind of files: waits until an edit has settled, tries it once, remembers why it was refused. */
final class Watch {

    private static final Logger log = LoggerFactory.getLogger(LiveEdits.class);
    private static final Duration NEXT_TRY = Duration.ofSeconds(10);

    private final LiveFiles files;
    private final Clock clock;
    private final BiConsumer<List<String>, String> outcomes;
    private FileStates taken;
    private FileStates seen;
    private FileStates tried;
    private Instant tryAgain = Instant.MAX;
    private volatile List<String> refused = List.of();
    private @Nullable FileStates refusedContent;

    /** Tells {@code outcomes} of each edit what has changed, and whether it was taken or refused. */
    Watch(LiveFiles files, Clock clock, BiConsumer<List<String>, String> outcomes) {
        this.files = files;
        this.clock = clock;
        this.outcomes = outcomes;
        this.taken = files.atStart();
        this.seen = taken;
        this.tried = taken;
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
                refused = List.of();
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
        taken = now;
        refused = List.of();
        outcomes.accept(changed, "taken");
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
            outcomes.accept(seen.changesSince(taken), "refused");
        }
    }

    /** Why the files as they are now do not run; empty if they do. */
    List<String> refused() {
        return refused;
    }
}
