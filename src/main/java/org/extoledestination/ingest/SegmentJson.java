package org.extoledestination.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads and writes Segment's JSON without changing a number or naming a value in an error. */
public final class SegmentJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private SegmentJson() {}

    /** The mapper behind this class, for routes: {@code objectMapper: "#segmentJson"}. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Reads a JSON text in UTF-8; refuses what is not JSON, saying where it breaks but not what stands there. */
    static JsonNode parse(byte @Nullable [] body) {
        try {
            JsonNode node = body == null ? null : MAPPER.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw RefusedException.malformed("The body is empty. Send a Segment event as JSON.");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw RefusedException.malformed("The body holds a number too long or is nested too deep to be an event.");
        } catch (JsonProcessingException e) {
            throw RefusedException.malformed("The body is not JSON" + place(e.getLocation()) + '.');
        } catch (IOException e) {
            // Jackson's way to say that a body which looks like UTF-16 or UTF-32 is not.
            throw RefusedException.malformed("The body is not text. Send JSON in UTF-8.");
        }
    }

    private static String place(@Nullable JsonLocation where) {
        return where == null ? "" : ": it breaks at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String write(JsonNode node) throws DiscardedException {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new DiscardedException(Discard.BAD_REQUEST);
        }
    }
}
