package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.edit.routes.Rehearsal;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.IngestSettings;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.Explanation;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** Tells what the routes and mappings would make of archived events, as if {@code source} had sent them. */
record EventMapper(Rehearsal rehearsal, Mappings mappings, String source, long maxEventBytes, boolean explain) {

    private static final TypeReference<Map<String, Object>> EVENT = new TypeReference<>() {};

    private static final int LONGEST_NAME = 200;
    private static final String NOBODY = "no_user_anon_id";

    /**
     * As the application that has started here does.
     *
     * @throws RefusedException if it has no such source
     */
    static EventMapper of(ApplicationContext beans, Mappings mappings, @Nullable String source, boolean explain) {
        return new EventMapper(
                beans.getBean(Rehearsal.class),
                mappings,
                beans.getBean(ArchiveReader.class).source(source),
                beans.getBean(IngestSettings.class).maxEventSize().toBytes(),
                explain);
    }

    MappedEvent of(ArchivedEvent archived) {
        return of(archived, source);
    }

    /** The same of an event that another source has sent. */
    MappedEvent of(ArchivedEvent archived, String sender) {
        if (archived.fault().isPresent()) {
            ArchivedEvent.Fault fault = archived.fault().get();
            return refused(archived, fault.code(), fault.message());
        }
        try {
            SegmentEvent event = ArchiveReader.look(
                    archived.json(), sender, maxEventBytes, mappings.settings().person(), Clock.systemUTC());
            String title = event.type().word()
                    + event.name()
                            .map(name -> " '" + Shown.clean(name, LONGEST_NAME) + "'")
                            .orElse("");
            Preview preview = Preview.of(rehearsal.of(event));
            boolean isMapped = explain && preview.isMapped();
            return new MappedEvent(
                    archived.line(),
                    event.messageId(),
                    title,
                    preview,
                    isMapped ? Optional.of(explanation(event, archived)) : Optional.empty());
        } catch (RefusedException e) {
            return refused(archived, e.code(), e.getMessage() + places(e.code()));
        }
    }

    /** Times are shown as in the file, because reading replaces them by corrected ones. */
    private Explanation explanation(SegmentEvent event, ArchivedEvent archived) {
        Map<String, Object> written = map(archived.json());
        if (written.get("batch") instanceof List<?> batch && batch.get(0) instanceof Map<?, ?> item) {
            item.forEach((name, value) -> written.put(String.valueOf(name), value));
        }
        return mappings.explain(map(event.json()), written);
    }

    private static MappedEvent refused(ArchivedEvent archived, String code, String message) {
        return new MappedEvent(
                archived.line(),
                archived.messageId(),
                title(archived.json()),
                new Preview("refused", code, message, List.of()),
                Optional.empty());
    }

    /** A user whose event has no person needs to know where it is looked for. */
    private String places(String code) {
        return code.equals(NOBODY)
                ? Stream.of(PersonKeys.Key.values())
                        .flatMap(key -> mappings.settings().person().places(key).stream())
                        .map(PersonKeys.Place::text)
                        .collect(Collectors.joining(", ", " Looked for: ", "."))
                : "";
    }

    private static String title(String json) {
        JsonNode event = ArchiveJson.treeOrText(json);
        return event.path("type").isTextual()
                ? Sentence.of(event, event.path("event").isTextual() ? "{type:clean} '{event:clean}'" : "{type:clean}")
                : "unreadable";
    }

    private static Map<String, Object> map(String json) {
        try {
            return SegmentJson.mapper().readValue(json, EVENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was written can be read", e);
        }
    }
}
