package org.extoledestination.ingest.archive;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.queue.QueueUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * {@code POST /actuator/import} on the management port: a chunk of archived events. They come as one text with an
 * event a line, so that one bad line costs nothing but itself and no number is changed on the way.
 */
@ManagementController(id = "import")
@Import(Archive.class)
record ImportController(Archive archive) {

    static final int MOST_EVENTS = 5_000;
    static final int MOST_CHARACTERS = 8 * 1024 * 1024;

    /**
     * A chunk.
     *
     * @param events one event a line; may be empty, which only checks the others
     * @param source a configured source, by default the first
     * @param dryRun whether nothing is kept
     * @param withDeletes whether deletes are taken
     */
    record Chunk(
            @NotNull(message = "The request has no 'events'. Send a text with one event a line.")
            @Size(max = MOST_CHARACTERS, message = "is longer than {max} characters. Send smaller chunks.")
            String events,

            @Nullable String source,
            boolean dryRun,
            boolean withDeletes) {}

    /** Takes the events of a chunk: 200 after they are on disk, 400 if the chunk will never do, 503 to try again. */
    @PostMapping
    Archive.Result take(@Valid Chunk chunk) throws QueueUnavailableException {
        Audit.note("dryRun", chunk.dryRun());
        Audit.note("withDeletes", chunk.withDeletes());
        Archive.Result result =
                archive.take(lines(chunk.events()), new Terms(chunk.source(), chunk.dryRun(), chunk.withDeletes()));
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
