package org.extoledestination.gate.audience;

import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.event.SegmentJson;

/** The hash of parts of an event, whatever the order of their keys. */
final class Digest {

    private static final int DIGITS = 32;

    private Digest() {}

    /**
     * The first half of a SHA-256, {@value #DIGITS} hexadecimal digits: there is a row of them for each person and audience.
     *
     * @param json maps, lists and values, as JSON is read
     */
    static String of(Object json) {
        return DigestUtils.sha256Hex(SegmentJson.sorted(json)).substring(0, DIGITS);
    }
}
