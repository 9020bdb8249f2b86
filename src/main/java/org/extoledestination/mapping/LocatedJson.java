package org.extoledestination.mapping;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.extoledestination.event.SegmentJson;

/**
 * JSON that knows on which line each of its keys stands.
 *
 * @param lines the lines by key, with dots between the levels; empty for JSON that comes from no file
 * @param why what is to be said of it, if anything
 */
public record LocatedJson(String name, JsonNode root, Map<String, Integer> lines, String why) {
    static final JsonMapper MAPPER = SegmentJson.ofFiles();

    static LocatedJson read(String text) throws IOException {
        JsonNode root = MAPPER.readTree(text);
        Map<String, Integer> lines = new HashMap<>(Map.of("", 1));
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    lines.putIfAbsent(
                            keys(parser.getParsingContext()),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
        return new LocatedJson("", root, lines, "");
    }

    /** A result, to be compared with a file of that name. */
    public static LocatedJson of(String name, JsonNode root, String why) {
        return new LocatedJson(name, root, Map.of(), why);
    }

    static Map<String, Object> map(JsonNode event) {
        return MAPPER.convertValue(event, new TypeReference<>() {});
    }

    private static String keys(JsonStreamContext context) {
        String above = context.getParent() == null || context.getParent().inRoot() ? "" : keys(context.getParent());
        String own = Objects.requireNonNullElse(context.getCurrentName(), "");
        return above.isEmpty() ? own : above + '.' + own;
    }

    LocatedJson named(String file) {
        return new LocatedJson(file, root, lines, why);
    }

    boolean isRead() {
        return !lines.isEmpty();
    }

    int line(String keys) {
        return lines.getOrDefault(keys, 0);
    }
}
