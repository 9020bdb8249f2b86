package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.Erasures;
import org.extoledestination.mapping.Explanation;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.MappingStation;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.SkipReason;
import org.extoledestination.mapping.UnmappableEventException;
import org.extoledestination.router.Integrations;
import org.extoledestination.router.LoopGuard;

/** What the shipped routes would make of an event, from the door to the request, without a route that runs. */
final class Preview {

    private static final TypeReference<Map<String, Object>> EVENT = new TypeReference<>() {};

    private static final String NOBODY = "no_user_anon_id";

    private final Mappings mappings;
    private final long maxEventBytes;
    private final Clock clock;
    private final Integrations integrations = new Integrations();
    private final LoopGuard loopGuard;
    private final Erasures erasures;

    Preview(Mappings mappings, LoopGuard loopGuard, long maxEventBytes, Clock clock) {
        this.loopGuard = loopGuard;
        this.mappings = mappings;
        this.maxEventBytes = maxEventBytes;
        this.clock = clock;
        this.erasures = new Erasures(mappings.settings().person());
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
     * @param line where it stands in the file, from 1
     * @param messageId its id; empty for an event that could not be read and has none
     * @param title what it is, in words; {@code unreadable} if it does not say
     * @param requests what Extole is sent; several for a delete
     * @param skipped why nothing is sent, although nothing is wrong
     * @param refusal what is wrong
     * @param explanation how it was mapped, if that was asked for and it came so far
     */
    record Outcome(
            long line,
            String messageId,
            String title,
            List<ExtoleRequest> requests,
            Optional<Reason> skipped,
            Optional<Reason> refusal,
            Optional<Explanation> explanation) {

        private Outcome sending(List<ExtoleRequest> some) {
            return new Outcome(line, messageId, title, some, skipped, refusal, explanation);
        }

        private Outcome skipped(String code, String why) {
            return new Outcome(
                    line, messageId, title, requests, Optional.of(new Reason(code, why)), refusal, explanation);
        }

        private Outcome refused(Reason why) {
            return new Outcome(line, messageId, title, requests, skipped, Optional.of(why), explanation);
        }

        private Outcome explained(Explanation how) {
            return new Outcome(line, messageId, title, requests, skipped, refusal, Optional.of(how));
        }
    }

    Outcome of(ArchivedEvent archived, boolean explain) {
        Optional<Reason> fault = archived.fault().map(why -> new Reason(why.code(), why.message()));
        if (fault.isEmpty()) {
            try {
                SegmentEvent segment = ArchiveReader.look(
                        archived.json(), maxEventBytes, mappings.settings().person(), clock);
                return of(archived.line(), segment, explain);
            } catch (RefusedException e) {
                fault = Optional.of(new Reason(e.code(), e.getMessage() + places(e.code())));
            }
        }
        return new Outcome(
                archived.line(),
                archived.messageId(),
                title(archived.json()),
                List.of(),
                Optional.empty(),
                fault,
                Optional.empty());
    }

    /** Whoever has no person in an event wonders where it is looked for. */
    private String places(String code) {
        return code.equals(NOBODY)
                ? Stream.of(PersonKeys.Key.values())
                        .flatMap(key -> mappings.settings().person().places(key).stream())
                        .map(PersonKeys.Place::text)
                        .collect(Collectors.joining(", ", " Looked for: ", "."))
                : "";
    }

    private static String title(String json) {
        Map<String, Object> event = json.isEmpty() ? Map.of() : event(json);
        return event.get("type") instanceof String type
                ? type + (event.get("event") instanceof String name ? " '" + name + "'" : "")
                : "unreadable";
    }

    private Outcome of(long line, SegmentEvent segment, boolean explain) {
        String title = segment.type().word()
                + segment.name().map(name -> " '" + name + "'").orElse("");
        Outcome nothing = new Outcome(
                line, segment.messageId(), title, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        Map<String, Object> event = event(segment.json());
        if (integrations.leaveOut(event)) {
            return nothing.skipped("not-for-extole", "its 'integrations' keep it from Extole");
        }
        if (loopGuard.stops(event)) {
            return nothing.skipped("from-extole", "Extole itself has sent it into Segment (router.stop-extoles-own)");
        }
        return switch (segment.type()) {
            case IDENTIFY, TRACK -> mapped(nothing, event, explain);
            case DELETE -> nothing.sending(erasures.requests(event));
            case PAGE, SCREEN, GROUP, ALIAS ->
                mappings.areFor(segment.type())
                        ? mapped(nothing, event, explain)
                        : nothing.skipped(
                                "nothing",
                                "no mapping file is for " + segment.type().word() + " calls");
        };
    }

    private Outcome mapped(Outcome nothing, Map<String, Object> event, boolean explain) {
        Outcome outcome = explain ? nothing.explained(mappings.explain(event)) : nothing;
        try {
            Mapped mapped = mappings.map(event);
            boolean isSent = mapped instanceof Mapped.Send;
            if (isSent || mappings.hasItems(event)) {
                return (isSent ? outcome : nothing).sending(MappingStation.requests(mappings, event));
            }
            SkipReason reason = ((Mapped.Skip) mapped).reason();
            String why = reason == SkipReason.NO_EVENT_NAME
                    ? "of its name fewer than 2 characters are left that Extole takes"
                    : outcome.explanation().map(Preview::why).orElse("");
            return outcome.skipped(reason.word(), why);
        } catch (UnmappableEventException e) {
            return outcome.refused(new Reason(e.code(), e.reason()));
        }
    }

    private static String why(Explanation explanation) {
        return explanation.file().map(file -> file + ": ").orElse("") + explanation.why();
    }

    private static Map<String, Object> event(String json) {
        try {
            return SegmentJson.mapper().readValue(json, EVENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was written can be read", e);
        }
    }
}
