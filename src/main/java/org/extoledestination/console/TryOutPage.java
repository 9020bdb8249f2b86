package org.extoledestination.console;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.extoledestination.deadletter.TryOut;
import org.extoledestination.edit.routes.Rehearsal;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.IngestSettings;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.MappingStation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/**
 * {@code /console/mappings/try}: what would leave for an event that somebody pastes. It is not kept, and stands in no log;
 * only who has typed it sees it again.
 */
@ConsoleController
record TryOutPage(
        Pages pages, Rehearsal rehearsal, MappingStation mapping, ArchiveReader reader, IngestSettings ingest) {

    static final String PATH = MappingsPage.PATH + "/try";

    /** The field of the form; {@code Audit} keeps nothing of it. */
    private static final String FIELD = "tried";

    /** Blanks count here, and not among the bytes of an event. */
    private static final int MOST_CHARACTERS = 256 * 1024;

    /** A rehearsal takes one event after the other: more than these wait for nothing. */
    private static final Semaphore TURNS = new Semaphore(4);

    private static final String EXAMPLE = """
            {
              "type": "track",
              "event": "Order Completed",
              "messageId": "try-1",
              "userId": "u-100",
              "timestamp": "2026-11-23T10:01:00.000Z",
              "properties": {
                "order_id": "ord-9",
                "total": 42.5,
                "currency": "EUR",
                "products": [{ "sku": "s-1" }]
              },
              "context": { "traits": { "email": "ada@example.com" } }
            }
            """;

    @GetMapping(PATH)
    View form(Frame frame) {
        return view(frame, EXAMPLE, "", null);
    }

    @PostMapping(PATH)
    View tryOut(
            Frame frame,
            HttpServletResponse response,
            @RequestParam(name = FIELD, defaultValue = "") String event,
            @RequestParam(defaultValue = "") String source) {
        if (event.length() > MOST_CHARACTERS) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return view(
                    frame,
                    "",
                    source,
                    refused("too_large", "This is longer than " + MOST_CHARACTERS + " characters. Paste one event."));
        }
        if (event.isBlank()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return view(frame, event, source, refused("empty", "There is nothing to try. Paste one event as JSON."));
        }
        if (!TURNS.tryAcquire()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return view(
                    frame,
                    event,
                    source,
                    refused("busy", "Others are trying events out at this moment. Try again in a few seconds."));
        }
        TryOut tryOut =
                new TryOut(rehearsal, mapping.inUse(), ingest.maxEventSize().toBytes());
        try {
            TryOut.Result result = tryOut.of(event, reader.source(source.isEmpty() ? null : source), true);
            return view(frame, event, source, new Tried("", "", result));
        } catch (RefusedException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return view(frame, event, source, refused(e.code(), tryOut.why(e)));
        } finally {
            TURNS.release();
        }
    }

    private static Tried refused(String code, String message) {
        return new Tried(code, message, null);
    }

    private View view(Frame frame, String event, String source, @Nullable Tried tried) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("frame", frame);
        parameters.put("event", event);
        parameters.put("source", source);
        parameters.put("sources", ingest.sourceNames());
        if (tried != null) {
            parameters.put(FIELD, tried);
        }
        return pages.view("tryout", parameters);
    }
}
