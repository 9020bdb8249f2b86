package org.extoledestination.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.event.UnsoundNumberException;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON of requests and answers. */
final class Json {

    private Json() {}

    /**
     * Reads a JSON text in UTF-8; refuses what is not JSON, saying where it breaks but not what stands there. Whether the
     * numbers in it are valid is for {@link #write} to say, so that one does not cost what stands beside it.
     */
    static JsonNode parse(byte @Nullable [] body) {
        if (body != null) {
            InHand.current().read(body);
        }
        JsonNode node = body == null ? SegmentJson.mapper().missingNode() : read(body, SegmentJson::tree);
        if (node.isMissingNode()) {
            throw RefusedException.malformed("The body is empty. Send a Segment event as JSON.");
        }
        return node;
    }

    /** The text of a field at the top, found without building the tree. Refuses as {@link #parse}. */
    static Optional<String> text(byte @Nullable [] body, String field) {
        return body == null ? Optional.empty() : read(body, json -> SegmentJson.text(json, field));
    }

    private interface Reading<T> {
        T of(byte[] json) throws IOException;
    }

    private static <T> T read(byte[] body, Reading<T> reading) {
        try {
            return reading.of(body);
        } catch (StreamConstraintsException e) {
            throw RefusedException.malformed("The body is nested too deep to be an event.");
        } catch (JsonProcessingException e) {
            throw RefusedException.malformed("The body is not JSON" + place(e.getLocation()) + '.');
        } catch (IOException e) {
            // Jackson's way to say that a body which looks like UTF-16 or UTF-32 is not.
            throw RefusedException.malformed("The body is not text. Send JSON in UTF-8.");
        } catch (RuntimeException | StackOverflowError e) {
            Unforeseen.tell(e);
            throw RefusedException.malformed("The body cannot be read. Send a Segment event as JSON.");
        }
    }

    private static String place(@Nullable JsonLocation where) {
        return where == null ? "" : ": it breaks at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }

    static ObjectNode object() {
        return SegmentJson.mapper().createObjectNode();
    }

    static String write(JsonNode node) throws DiscardedException {
        try {
            return SegmentJson.written(node);
        } catch (UnsoundNumberException e) {
            throw new DiscardedException(Discard.NUMBER_OUT_OF_RANGE);
        } catch (JsonProcessingException e) {
            throw new DiscardedException(Discard.UNWRITABLE);
        }
    }
}
