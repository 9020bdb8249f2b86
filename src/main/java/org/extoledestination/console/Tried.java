package org.extoledestination.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.deadletter.TryOut;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.mapping.Explanation;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/**
 * What would become of an event that somebody has pasted. It holds the event: it goes back to them, and nowhere else.
 *
 * @param code why it cannot be tried, in a word; empty if it can
 * @param message the same in a sentence
 * @param result what would become of it; null if it cannot be tried
 */
public record Tried(String code, String message, TryOut.@Nullable Result result) {

    private static final ObjectWriter PRETTY = SegmentJson.ofFiles().writerWithDefaultPrettyPrinter();

    /** What leaves, for a template. */
    public record Leaving(String operation, String path, String body) {}

    /** What the mapping made: its address; null if there is none. */
    public @Nullable Leaving mapped() {
        return result == null
                ? null
                : result.preview().mapped().map(Tried::leaving).orElse(null);
    }

    /** All other requests. */
    public List<Leaving> others() {
        if (result == null) {
            return List.of();
        }
        List<Preview.Request> others = new ArrayList<>(result.preview().requests());
        if (result.explanation().isPresent()) {
            result.preview().mapped().ifPresent(others::remove);
        }
        return others.stream().map(Tried::leaving).toList();
    }

    /** Value by value, what leaves. */
    public List<Explanation.Row> rows() {
        if (result == null) {
            return List.of();
        }
        JsonNode sent = result.preview().mapped().map(Preview.Request::json).orElse(null);
        return result.explanation().map(each -> each.rows(sent)).orElse(List.of());
    }

    /** How it was mapped; null if it did not come so far. */
    public @Nullable Explanation explanation() {
        return result == null ? null : result.explanation().orElse(null);
    }

    /** The address may hold a secret of a team's own. */
    private static Leaving leaving(Preview.Request request) {
        return new Leaving(Shown.text(request.operation()), Shown.text(request.path()), pretty(request.json()));
    }

    private static String pretty(JsonNode body) {
        try {
            return PRETTY.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            return Optional.ofNullable(body.textValue()).orElse("");
        }
    }
}
