package org.extoledestination.trace;

import jakarta.validation.Valid;
import java.time.Instant;
import java.util.List;
import org.extoledestination.platform.management.Audit;
import org.extoledestination.platform.management.ManagementController;
import org.extoledestination.platform.management.Problem;
import org.extoledestination.platform.telemetry.Journey;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * {@code /actuator/traces} on the management port: {@code GET} finds events, {@code GET <messageId>} shows what became of
 * one, {@code GET tail} tells of each as it happens. The console asks the same.
 */
@ManagementController(id = "traces")
public record TracesController(Traces traces, TailStreams streams) {

    private static final int LARGEST_PAGE = 500;
    private static final int PERSON_DIGITS = 12;

    /** The page of traces below the id {@code before}, at most {@value #LARGEST_PAGE} of them. */
    public record Page(
            @DefaultValue("50") @Range(min = 1, max = LARGEST_PAGE, message = Problem.RANGE)
            int limit,

            @DefaultValue("" + Long.MAX_VALUE) long before) {}

    /**
     * One event, as it was last.
     *
     * @param person the first digits of the fingerprint
     * @param at when that was
     * @param calls how many calls to Extole are known; those of a team's own routes to others do not count
     */
    public record Line(
            String messageId,
            String source,
            String type,
            String event,
            String person,
            String outcome,
            String reason,
            Instant at,
            long calls) {

        /** A call that is none of Extole's operations. */
        private static final String OTHER = "other";

        static Line of(Trace trace) {
            return new Line(
                    trace.messageId(),
                    trace.source(),
                    trace.type(),
                    trace.event(),
                    trace.person()
                            .substring(0, Math.min(PERSON_DIGITS, trace.person().length())),
                    trace.outcome(),
                    trace.reason(),
                    trace.at(),
                    trace.steps().stream()
                            .filter(step -> step.station().equals("call")
                                    && !step.outcome().equals(OTHER))
                            .count());
        }
    }

    /**
     * A page of events.
     *
     * @param recording whether anything is recorded now
     * @param dropped how many traces were not written since the start, because too many came at once
     * @param whole whether the database has answered; else the traces are those that this instance remembers
     * @param traces the latest first
     * @param next what to give as {@code before} for the next page; null if this is the last
     */
    public record Listing(
            boolean recording,
            long dropped,
            boolean whole,
            List<Line> traces,
            @Nullable Long next) {}

    /**
     * What one station did.
     *
     * @param status of HTTP, for a call; 0: no answer
     * @param millis how long a call took
     */
    public record Step(Instant at, String station, String outcome, String detail, int status, long millis) {

        static Step of(Journey.Step step) {
            return new Step(
                    Instant.ofEpochMilli(step.at()),
                    step.station(),
                    step.outcome(),
                    step.detail(),
                    step.status(),
                    step.millis());
        }
    }

    /** One event with all that is known of its way. */
    public record Opened(Line trace, List<Step> steps) {

        static Opened of(Trace trace) {
            return new Opened(
                    Line.of(trace), trace.steps().stream().map(Step::of).toList());
        }
    }

    /** The events that are meant, as they were last. */
    @GetMapping
    public Listing list(TraceFilter filter, @Valid Page wanted) {
        Traces.Found found = traces.find(filter.before(wanted.before()), wanted.limit());
        Audit.note("shown", found.traces().size());
        return new Listing(
                traces.isRecording(),
                traces.dropped(),
                found.isWhole(),
                found.traces().stream().map(Line::of).toList(),
                found.next());
    }

    /**
     * All that is recorded of the events with this id, which several sources may use.
     *
     * @throws org.springframework.web.server.ResponseStatusException if there is nothing
     */
    @GetMapping("/{messageId}")
    public List<Opened> show(@PathVariable("messageId") String messageId) {
        List<Opened> found = traces.open(messageId).stream().map(Opened::of).toList();
        if (found.isEmpty()) {
            throw Problem.notFound("Nothing is recorded of an event with this id. What is known beside: find.");
        }
        Audit.note("shown", found.size());
        return found;
    }

    /**
     * A stream with an event {@code trace} for each {@link Line}, and an event {@code dropped} with how many were
     * missed.
     *
     * @throws IllegalArgumentException if as many listen as may
     */
    @GetMapping(path = "/tail", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    public SseEmitter tail(TraceFilter filter) {
        SseEmitter opened = streams.open(filter);
        // How many will be shown is not known yet: it stands for the look itself.
        Audit.note("shown", 1);
        return opened;
    }
}
