package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import org.extoledestination.event.SegmentJson;

/** JSON in files: no number is changed, and no error names what it stumbled over. */
final class ArchiveJson {

    static final JsonMapper MAPPER = SegmentJson.ofFiles()
            .rebuild()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader WHOLE = MAPPER.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ArchiveJson() {}

    /** The one value in {@code text}, which is UTF-8. */
    static JsonNode whole(byte[] text) throws IOException {
        return WHOLE.readTree(text);
    }

    /** The JSON that {@code text} is, or itself. */
    static JsonNode treeOrText(String text) {
        try {
            return WHOLE.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
