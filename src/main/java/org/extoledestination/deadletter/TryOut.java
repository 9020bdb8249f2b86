package org.extoledestination.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.edit.routes.Rehearsal;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.Explanation;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.platform.telemetry.Shown;

/**
 * Tells what routes and mappings would make of an event that somebody shows, in the console or to the command {@code map}.
 * Nothing is sent or kept.
 *
 * @param mappings those by which the rehearsal maps
 * @param maxEventBytes the largest event, in bytes of UTF-8
 */
public record TryOut(Rehearsal rehearsal, Mappings mappings, long maxEventBytes) {

    private static final TypeReference<Map<String, Object>> EVENT = new TypeReference<>() {};
    private static final int LONGEST_NAME = 200;
    private static final String NOBODY = "no_user_anon_id";

    /**
     * What would become of it.
     *
     * @param title what the event is, in words
     * @param routes the ids of the routes that it passes, in order
     * @param explanation how it is mapped, if that was asked for and it comes so far
     */
    public record Result(
            String messageId, String title, List<String> routes, Preview preview, Optional<Explanation> explanation) {}

    /**
     * Tries one event out.
     *
     * @param json one event, or a batch that holds one
     * @param source whose event it is
     * @throws RefusedException if the door would refuse it; {@link #why} tells more
     */
    public Result of(String json, String source, boolean isExplained) {
        SegmentEvent event = ArchiveReader.look(
                json, source, maxEventBytes, mappings.settings().person(), Clock.systemUTC());
        String title = event.type().word()
                + event.name()
                        .map(name -> " '" + Shown.clean(name, LONGEST_NAME) + "'")
                        .orElse("");
        Rehearsal.Outcome outcome = rehearsal.of(event);
        Preview preview = Preview.of(outcome);
        return new Result(
                event.messageId(),
                title,
                outcome.steps().stream().map(Rehearsal.Step::route).distinct().toList(),
                preview,
                isExplained && preview.isMapped() ? Optional.of(explanation(event, json)) : Optional.empty());
    }

    /** Times are shown as they were written, because reading replaces them by corrected ones. */
    private Explanation explanation(SegmentEvent event, String json) {
        Map<String, Object> written = map(json);
        if (written.get("batch") instanceof List<?> batch && batch.get(0) instanceof Map<?, ?> item) {
            item.forEach((name, value) -> written.put(String.valueOf(name), value));
        }
        return mappings.explain(map(event.json()), written);
    }

    /** The reason of a refusal. A user whose event has no person needs to know where it is looked for. */
    public String why(RefusedException refusal) {
        return refusal.getMessage()
                + (refusal.code().equals(NOBODY)
                        ? Stream.of(PersonKeys.Key.values())
                                .flatMap(key -> mappings.settings().person().places(key).stream())
                                .map(PersonKeys.Place::text)
                                .collect(Collectors.joining(", ", " Looked for: ", "."))
                        : "");
    }

    private static Map<String, Object> map(String json) {
        try {
            return SegmentJson.mapper().readValue(json, EVENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read once can be read", e);
        }
    }
}
