package org.extoledestination.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.extoledestination.event.SegmentJson;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code X-Signature}: HMAC-SHA1 of the body in hexadecimal digits. Source: Segment's destination "Webhooks
 * (Actions)" and its code. It signs the bytes that it sends, so the bytes are what counts; of an array it signs the
 * first element alone, so that the rest rests on the key and on TLS, and no deletion is taken out of an array. Segment
 * sends no time, so a repeat cannot be told from the first; ids make it harmless.
 */
final class Signature {

    /** In UTF-8, read as one character for each byte. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private static final String ALGORITHM = "HmacSHA1";

    private final String secret;

    /** Whether requests have to be signed. */
    boolean isRequired() {
        return !secret.isEmpty();
    }

    /** With a blank secret every request passes. */
    Signature(String secret) {
        this.secret = secret.strip();
    }

    /**
     * Lets a signed body pass.
     *
     * @throws RefusedException with 401 if it is missing or wrong
     */
    void require(byte @Nullable [] body, @Nullable String shown) {
        if (secret.isEmpty()) {
            return;
        }
        byte[] expected = hmac(signed(body == null ? new byte[0] : body)).getBytes(StandardCharsets.US_ASCII);
        byte[] actual = (shown == null ? "" : shown.strip()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, actual)) {
            throw new RefusedException(
                    401,
                    "wrong_signature",
                    "X-Signature is missing or wrong. The shared secret at Segment must be SEGMENT_SHARED_SECRET.");
        }
    }

    private String hmac(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** The bytes that are signed: all of them, or those of the first element of an array. */
    private static byte[] signed(byte[] body) {
        // One character for each byte, so that places in the text are places in the body.
        String bytes = new String(body, StandardCharsets.ISO_8859_1);
        int begin = bytes.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        try (JsonParser parser = SegmentJson.mapper().createParser(bytes.substring(begin))) {
            if (parser.nextToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.START_OBJECT) {
                return body;
            }
            int start = begin + (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            int end = begin + (int) parser.currentLocation().getCharOffset();
            return end < start ? body : java.util.Arrays.copyOfRange(body, start, end);
        } catch (IOException e) {
            return body;
        }
    }
}
