package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The elements of an array, or of several in a row; only one element is in memory. */
final class ArrayValues implements ArchivedValue.Source {

    private final JsonParser parser;

    ArrayValues(InputStream in) throws IOException {
        this.parser = ArchiveJson.parser(in);
    }

    @Override
    public Optional<ArchivedValue> next() throws BrokenArchiveException {
        try {
            JsonToken token = parser.nextToken();
            while (token == JsonToken.END_ARRAY
                    || (token == JsonToken.START_ARRAY
                            && parser.getParsingContext().getParent().inRoot())) {
                token = parser.nextToken();
            }
            if (token == null) {
                return Optional.empty();
            }
            long line = parser.currentTokenLocation().getLineNr();
            JsonNode value = ArchiveJson.MAPPER.readTree(parser);
            return Optional.of(new ArchivedValue(line, value, Optional.empty(), Optional.empty()));
        } catch (IOException e) {
            throw BrokenArchiveException.of(e);
        }
    }
}
