package org.extoledestination.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.deadletter.TryOut;
import org.extoledestination.edit.routes.Rehearsal;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.IngestSettings;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.Mappings;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** Tells what the routes and mappings would make of archived events, as if {@code source} had sent them. */
record EventMapper(TryOut tryOut, String source, boolean explain) {

    /**
     * As the application that has started here does.
     *
     * @throws RefusedException if it has no such source
     */
    static EventMapper of(ApplicationContext beans, Mappings mappings, @Nullable String source, boolean explain) {
        return new EventMapper(
                new TryOut(
                        beans.getBean(Rehearsal.class),
                        mappings,
                        beans.getBean(IngestSettings.class).maxEventSize().toBytes()),
                beans.getBean(ArchiveReader.class).source(source),
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
            TryOut.Result result = tryOut.of(archived.json(), sender, explain);
            return new MappedEvent(
                    archived.line(), result.messageId(), result.title(), result.preview(), result.explanation());
        } catch (RefusedException e) {
            return refused(archived, e.code(), tryOut.why(e));
        }
    }

    private static MappedEvent refused(ArchivedEvent archived, String code, String message) {
        return new MappedEvent(
                archived.line(),
                archived.messageId(),
                title(archived.json()),
                new Preview("refused", code, message, List.of()),
                Optional.empty());
    }

    private static String title(String json) {
        JsonNode event = ArchiveJson.treeOrText(json);
        return event.path("type").isTextual()
                ? Sentence.of(event, event.path("event").isTextual() ? "{type:clean} '{event:clean}'" : "{type:clean}")
                : "unreadable";
    }
}
