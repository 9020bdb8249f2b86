package org.extoledestination.ingest;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of a message as bytes. Whatever is neither text nor bytes has none. */
final class JmsBody {

    /** Message property: {@code gzip} for packed bytes. JMS has no name for it, and no hyphens in names. */
    static final String CONTENT_ENCODING = "contentEncoding";

    /** A few kilobytes can inflate to gigabytes; no honest message becomes as large as this. */
    private static final long MOST_INFLATED = 32L << 20;

    private JmsBody() {}

    /** The bytes as they came; none if the message held neither text nor bytes. */
    static byte[] raw(@Nullable Object body) {
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return body instanceof byte[] bytes ? bytes : new byte[0];
    }

    /**
     * The bytes, inflated.
     *
     * @throws RefusedException if they are not packed as {@code encoding} says
     */
    static byte[] inflated(byte[] raw, @Nullable Object body, @Nullable String encoding) {
        if (encoding == null || body instanceof String) {
            return raw;
        }
        return Bodies.inflated(raw, encoding, MOST_INFLATED, bytes -> {});
    }
}
