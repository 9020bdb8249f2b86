package org.extoledestination.gate.audience;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.SegmentJson;

/** The hash of parts of an event, whatever the order of their keys. */
final class Digest {

    private static final ObjectWriter SORTED =
            SegmentJson.mapper().writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final int DIGITS = 32;

    private Digest() {}

    /**
     * The first half of a SHA-256, {@value #DIGITS} hexadecimal digits: there is a row of them for each person and audience.
     *
     * @param json maps, lists and values, as JSON is read
     */
    static String of(Object json) {
        try {
            return DigestUtils.sha256Hex(SORTED.writeValueAsString(json)).substring(0, DIGITS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON can be written as JSON", e);
        }
    }
}
