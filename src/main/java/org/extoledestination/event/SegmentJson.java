package org.extoledestination.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Segment's JSON, read and written without changing a number or naming a value in an error. A number of more than 1,000
 * digits, or with an exponent beyond that, is no number that anybody sends: it would fill the memory when written plainly.
 */
public final class SegmentJson {

    /** Longer names are read without Jackson's table of names, which would keep them forever. */
    private static final int LONGEST_NAME_OF_HONEST_SENDERS = 256;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final JsonMapper MAPPER =
            mapper(GuardedJson.forStrangers(NumberGuard.Answer.REFUSE), JsonNodeFactory.instance);

    /** Its table of names is shared, and a sender can break it by names of one hash: another takes its place then. */
    private static volatile JsonMapper shared = mapper(quick(), new UnsoundNumber.Finder());

    private static final JsonMapper PATIENT =
            mapper(GuardedJson.forStrangers(NumberGuard.Answer.KEEP), new UnsoundNumber.Finder());

    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private static final ObjectWriter KEPT = MAPPER.writer().withAttribute(UnsoundNumber.KEPT, true);

    private static final ObjectWriter SORTED = MAPPER.writer()
            .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private SegmentJson() {}

    /**
     * The one mapper for it; routes name it {@code segmentJson}. It refuses numbers out of range with an exception of
     * Jackson's.
     */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * Parses {@code text}. A number out of range affects only the value that contains it: {@link #written} fails on
     * that one, not on others. Half a surrogate pair is allowed, in names and values.
     *
     * @param text JSON in UTF-8
     * @throws IOException if it is no JSON, or nested deeper than 1,000 levels
     */
    public static JsonNode tree(byte[] text) throws IOException {
        return read(text, bytes -> shared.readTree(bytes), PATIENT::readTree);
    }

    /**
     * The text of a field at the top of {@code json}, the last one of that name, found without building the tree; empty if
     * there is none.
     *
     * @throws IOException as {@link #tree} does
     */
    public static Optional<String> text(byte[] json, String field) throws IOException {
        return read(
                json,
                bytes -> text(shared.createParser(bytes), field),
                decoded -> text(PATIENT.createParser(decoded), field));
    }

    private static Optional<String> text(JsonParser json, String field) throws IOException {
        try (json) {
            Optional<String> found = Optional.empty();
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return found;
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (name.equals(field)) {
                    found = value == JsonToken.VALUE_STRING ? Optional.of(json.getText()) : Optional.empty();
                }
                json.skipChildren();
            }
            return found;
        }
    }

    private interface Reading<F, T> {
        T of(F json) throws IOException;
    }

    private static <T> T read(byte[] text, Reading<byte[], T> quick, Reading<String, T> patient) throws IOException {
        try {
            return guarded(text, quick, patient);
        } catch (StreamConstraintsException e) {
            throw e;
        } catch (JsonProcessingException e) {
            byte[] wellFormed = new WellFormedEscapes(new ByteArrayInputStream(text)).readAllBytes();
            if (Arrays.equals(wellFormed, text)) {
                throw e;
            }
            return guarded(wellFormed, quick, patient);
        }
    }

    private static <T> T guarded(byte[] text, Reading<byte[], T> quick, Reading<String, T> patient) throws IOException {
        try {
            return quick.of(text);
        } catch (StreamConstraintsException | NumberFormatException | ArithmeticException e) {
            return patient.of(decoded(text));
        } catch (RuntimeException e) {
            shared = mapper(quick(), new UnsoundNumber.Finder());
            return patient.of(decoded(text));
        }
    }

    private static String decoded(byte[] text) throws IOException {
        String decoded = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(text))
                .toString();
        return !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK ? decoded.substring(1) : decoded;
    }

    /**
     * As it is kept.
     *
     * @throws UnsoundNumberException if a number in it is out of range
     * @throws JsonProcessingException if it cannot be written
     */
    public static String written(JsonNode node) throws JsonProcessingException {
        return KEPT.writeValueAsString(node);
    }

    /** The same text for the same content, whatever the order of its keys. */
    public static String sorted(Object json) {
        try {
            return SORTED.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON can be written as JSON", e);
        }
    }

    /** The same in bytes, with characters beyond the BMP, and half ones, as escapes: ids are made of it. */
    public static byte[] sortedBytes(Object json) {
        try {
            return SORTED.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON can be written as JSON", e);
        }
    }

    /** The one mapper for JSON that is not Segment's: our own, Spring's, and Extole's answers. */
    public static JsonMapper plain() {
        return PLAIN;
    }

    /** A mapper for files: a number out of range is kept, so that the reader of the event reports it. */
    public static JsonMapper ofFiles() {
        return mapper(GuardedJson.forFiles(), JsonNodeFactory.instance);
    }

    private static JsonFactory quick() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNameLength(LONGEST_NAME_OF_HONEST_SENDERS)
                        .build())
                .build();
    }

    private static JsonMapper mapper(JsonFactory factory, JsonNodeFactory nodes) {
        return JsonMapper.builder(factory)
                .nodeFactory(nodes)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }
}
