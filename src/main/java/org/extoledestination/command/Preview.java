package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.ingest.SegmentJson;
import org.extoledestination.mapping.Erasures;
import org.extoledestination.mapping.Explanation;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.SendMode;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.router.Integrations;

/** What the shipped routes would make of an event, from the door to the request, without a route that runs. */
final class Preview {

    private static final TypeReference<Map<String, Object>> EVENT = new TypeReference<>() {};

    private final Mappings mappings;
    private final long maxEventBytes;
    private final Clock clock;
    private final Integrations integrations = new Integrations();
    private final Erasures erasures = new Erasures();

    Preview(Mappings mappings, long maxEventBytes, Clock clock) {
        this.mappings = mappings;
        this.maxEventBytes = maxEventBytes;
        this.clock = clock;
    }

    /**
     * Why an event stays here.
     *
     * @param code a short word: one that is counted too, or a code
     * @param message a sentence; for a skipped event it may be empty
     */
    record Reason(String code, String message) {}

    /**
     * What becomes of one event.
     *
     * @param archived the event as it stands in the file
     * @param title what it is, in words
     * @param requests what Extole is sent; several for a delete
     * @param skipped why nothing is sent, although nothing is wrong
     * @param refusal what is wrong
     * @param explanation how it was mapped, if that was asked for and it came so far
     */
    record Outcome(
            ArchivedEvent archived,
            String title,
            List<ExtoleRequest> requests,
            Optional<Reason> skipped,
            Optional<Reason> refusal,
            Optional<Explanation> explanation) {}

    Outcome of(ArchivedEvent archived, boolean explain) {
        if (archived.fault().isPresent()) {
            ArchivedEvent.Fault fault = archived.fault().get();
            return refused(archived, "unreadable", new Reason(fault.code(), fault.message()), Optional.empty());
        }
        SegmentEvent segment;
        try {
            segment = ArchiveReader.look(archived.json(), maxEventBytes, clock);
        } catch (RefusedException e) {
            return refused(
                    archived, "unreadable", new Reason(e.code(), String.valueOf(e.getMessage())), Optional.empty());
        }
        String title = segment.type().word()
                + segment.name().map(name -> " '" + name + "'").orElse("");
        return of(archived, segment.type(), title, event(segment.json()), explain);
    }

    private Outcome of(
            ArchivedEvent archived, EventType type, String title, Map<String, Object> event, boolean explain) {
        if (integrations.leaveOut(event)) {
            return skipped(
                    archived, title, "not-for-extole", "its 'integrations' keep it from Extole", Optional.empty());
        }
        return switch (type) {
            case IDENTIFY, TRACK -> mapped(archived, title, event, explain);
            case DELETE -> new Outcome(
                    archived,
                    title,
                    erasures.requests(event),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            case PAGE, SCREEN, GROUP, ALIAS -> skipped(
                    archived,
                    title,
                    "nothing",
                    "the shipped router sends no " + type.word() + " calls to the mapping",
                    Optional.empty());
        };
    }

    private Outcome mapped(ArchivedEvent archived, String title, Map<String, Object> event, boolean explain) {
        Optional<Explanation> explanation = explain ? Optional.of(mappings.explain(event)) : Optional.empty();
        try {
            Mapped mapped = mappings.map(event);
            if (mapped instanceof Mapped.Skip skip) {
                String why = explanation.map(Preview::why).orElse("");
                return skipped(archived, title, skip.reason().word(), why, explanation);
            }
            Mapped.Send send = (Mapped.Send) mapped;
            Operation operation = send.mode() == SendMode.SYNC ? Operation.EVENT : Operation.ASYNC_EVENT;
            return new Outcome(
                    archived,
                    title,
                    List.of(ExtoleRequest.event(operation, send.event())),
                    Optional.empty(),
                    Optional.empty(),
                    explanation);
        } catch (UnmappableEventException e) {
            return refused(archived, title, new Reason(e.code(), e.reason()), explanation);
        }
    }

    private static String why(Explanation explanation) {
        return explanation.file().map(file -> file + ": ").orElse("") + explanation.why();
    }

    private static Outcome skipped(
            ArchivedEvent archived, String title, String code, String why, Optional<Explanation> explanation) {
        return new Outcome(
                archived, title, List.of(), Optional.of(new Reason(code, why)), Optional.empty(), explanation);
    }

    private static Outcome refused(
            ArchivedEvent archived, String title, Reason reason, Optional<Explanation> explanation) {
        return new Outcome(archived, title, List.of(), Optional.empty(), Optional.of(reason), explanation);
    }

    private static Map<String, Object> event(String json) {
        try {
            return SegmentJson.mapper().readValue(json, EVENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was written can be read", e);
        }
    }

    /** The path at Extole of a request. */
    static String path(Operation operation) {
        return switch (operation) {
            case ASYNC_EVENT -> "/v6/async-events";
            case EVENT -> "/v6/events";
            case ERASURE -> "/v4/erasures";
        };
    }
}
