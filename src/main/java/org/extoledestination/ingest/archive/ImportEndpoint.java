package org.extoledestination.ingest.archive;

import static org.extoledestination.platform.management.Asked.flag;
import static org.extoledestination.platform.management.Problem.answer;
import static org.extoledestination.platform.management.Problem.problem;

import java.util.List;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.queue.QueueUnavailableException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * {@code POST /actuator/import} on the management port: a chunk of archived events. They come as one text with an
 * event a line, so that one bad line costs nothing but itself and no number is changed on the way.
 */
@Endpoint(id = "import")
final class ImportEndpoint {

    static final int MOST_EVENTS = 5_000;
    static final int MOST_CHARACTERS = 8 * 1024 * 1024;

    private final Archive archive;

    ImportEndpoint(Archive archive) {
        this.archive = archive;
    }

    /**
     * Takes the events of a chunk: 200 after they are on disk, 400 if the chunk will never do, 503 to try again. All
     * parameters come as texts, so that a wrong one gets an answer that says so.
     *
     * @param events one event a line; may be empty, which only checks the others
     * @param source a configured source, by default the first
     * @param dryRun {@code true} to keep nothing
     * @param withDeletes {@code true} to take deletes
     */
    @WriteOperation
    WebEndpointResponse<Object> take(
            @Nullable String events, @Nullable String source, @Nullable String dryRun, @Nullable String withDeletes) {
        return answer(() -> {
            try {
                Terms terms = new Terms(source, flag("dryRun", dryRun), flag("withDeletes", withDeletes));
                Audit.note("dryRun", terms.dryRun());
                Audit.note("withDeletes", terms.withDeletes());
                Archive.Result result = archive.take(lines(events), terms);
                Audit.note("accepted", result.accepted());
                Audit.note("refused", result.refused().size());
                return result;
            } catch (RefusedException e) {
                return problem(e.status(), e.code(), String.valueOf(e.getMessage()));
            } catch (QueueUnavailableException e) {
                return problem(503, String.valueOf(e.getMessage()));
            }
        });
    }

    private static List<String> lines(@Nullable String events) {
        if (events == null) {
            throw new IllegalArgumentException("The request has no 'events'. Send a text with one event a line.");
        }
        if (events.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "'events' is longer than " + MOST_CHARACTERS + " characters. Send smaller chunks.");
        }
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
