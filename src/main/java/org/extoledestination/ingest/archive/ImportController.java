package org.extoledestination.ingest.archive;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.queue.QueueUnavailableException;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * {@code POST /actuator/import} on the management port: a chunk of archived events. They come as one text with an
 * event a line, so that one bad line costs nothing but itself and no number is changed on the way. {@code GET} lists the
 * imports that this process has heard of. The console asks the same.
 */
@ManagementController(id = "import")
@Import({Archive.class, ImportRuns.class})
public record ImportController(Archive archive, ImportRuns runs) {

    static final int MOST_EVENTS = 5_000;
    static final int MOST_CHARACTERS = 8 * 1024 * 1024;

    /**
     * A chunk.
     *
     * @param events one event a line; may be empty, which only checks the others
     * @param source a configured source, by default the first
     * @param dryRun whether nothing is kept
     * @param withDeletes whether deletes are taken
     * @param run a name that all chunks of one import of one file have in common; null if nobody need follow it
     * @param read how many events of the file were done before this chunk
     * @param refused how many of them were refused
     * @param position how many bytes of the file are read, with this chunk
     * @param size how many bytes it has; 0 if that is not known
     * @param ended whether this is the last chunk; it may be empty
     */
    record Chunk(
            @NotNull(message = "The request has no 'events'. Send a text with one event a line.")
            @Size(max = MOST_CHARACTERS, message = "is longer than {max} characters. Send smaller chunks.")
            String events,

            @Nullable String source,
            boolean dryRun,
            boolean withDeletes,

            @Nullable @Pattern(regexp = "[A-Za-z0-9-]{1,40}", message = "takes 1 to 40 letters, digits and -.")
            String run,

            @Range(max = Long.MAX_VALUE, message = Problem.RANGE)
            long read,

            @Range(max = Long.MAX_VALUE, message = Problem.RANGE)
            long refused,

            @Range(max = Long.MAX_VALUE, message = Problem.RANGE)
            long position,

            @Range(max = Long.MAX_VALUE, message = Problem.RANGE)
            long size,

            boolean ended) {}

    /**
     * One import of one file.
     *
     * @param source whose events they count for
     * @param isDry whether nothing is kept
     * @param state {@code running}; {@code waiting}, while nothing can be kept; {@code finished}; {@code silent}, if it has
     *     not been heard of for a minute: stopped, or ended abruptly
     * @param since when its first chunk came
     * @param latest when its last chunk came
     * @param read how many events of the file are done, those of earlier runs too
     * @param accepted how many of this run were taken
     * @param refused how many were refused, those of earlier runs too
     * @param perSecond how many a second were done, on average of this run
     * @param percent how much of the file is done; null if its size is not known
     * @param secondsLeft how long the rest takes at the same rate; null if that is not known
     */
    public record Run(
            String source,
            boolean isDry,
            String state,
            Instant since,
            Instant latest,
            long read,
            long accepted,
            long refused,
            long perSecond,
            @Nullable Integer percent,
            @Nullable Long secondsLeft) {}

    /**
     * The imports that this process has heard of since its start.
     *
     * @param imports the one that was heard of last stands first
     */
    public record Listing(List<Run> imports) {}

    /** At most the last 50. */
    @GetMapping
    public Listing list() {
        return new Listing(runs.list());
    }

    /** Takes the events of a chunk: 200 after they are on disk, 400 if the chunk will never do, 503 to try again. */
    @PostMapping
    Archive.Result take(@Valid Chunk chunk) throws QueueUnavailableException {
        Audit.note("dryRun", chunk.dryRun());
        Audit.note("withDeletes", chunk.withDeletes());
        List<String> lines = lines(chunk.events());
        String source = archive.source(chunk.source());
        Archive.Result result;
        try {
            result = archive.take(lines, new Terms(chunk.source(), chunk.dryRun(), chunk.withDeletes()));
        } catch (QueueUnavailableException e) {
            runs.heard(chunk, source, lines.size(), null);
            throw e;
        }
        runs.heard(chunk, source, lines.size(), result);
        Audit.note("accepted", result.accepted());
        Audit.note("refused", result.refused().size());
        return result;
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(RefusedException refusal) {
        return ResponseEntity.status(refusal.status())
                .body(new Problem(refusal.code(), String.valueOf(refusal.getMessage())));
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
    Problem full(QueueUnavailableException refusal) {
        return new Problem("unavailable", String.valueOf(refusal.getMessage()));
    }

    private static List<String> lines(String events) {
        // Counted before, for as many texts as there are characters would take thirty times the memory.
        requireFew(events.chars().filter(each -> each == '\n').count());
        List<String> lines = events.isEmpty() ? List.of() : List.of(events.split("\n"));
        requireFew(lines.size());
        return lines;
    }

    private static void requireFew(long lines) {
        if (lines > MOST_EVENTS) {
            throw new IllegalArgumentException(
                    "The chunk holds " + lines + " events; " + MOST_EVENTS + " is the most. Send smaller chunks.");
        }
    }
}
