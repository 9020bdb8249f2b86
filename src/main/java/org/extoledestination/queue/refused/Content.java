package org.extoledestination.queue.refused;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message as a text that any database accepts, and back without a change.
 *
 * @param kind {@code text}; {@code text-64}, a text that a database may not take, and {@code bytes}, both as Base64;
 *     {@code other}: what is known of a message that is neither text nor bytes
 */
record Content(String kind, String text) {

    private static final String TEXT = "text";
    private static final String TEXT_64 = "text-64";
    private static final String BYTES = "bytes";
    private static final String OTHER = "other";

    /** {@code unread}: what a message that is neither holds, as its sender's library packed it. */
    static Content of(@Nullable Object body, byte[] unread) {
        if (body instanceof String text) {
            // A null character, or half a pair, is no text to PostgreSQL.
            return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text)
                    ? new Content(TEXT, text)
                    : new Content(TEXT_64, base64(letters(text)));
        }
        return body instanceof byte[] bytes ? new Content(BYTES, base64(bytes)) : new Content(OTHER, base64(unread));
    }

    /** Two bytes each; an encoding would put others in the place of half pairs. */
    private static byte[] letters(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The text or the bytes as they came; null of any other message. */
    @Nullable
    Object original() {
        return switch (kind) {
            case TEXT -> text;
            case TEXT_64 ->
                ByteBuffer.wrap(Base64.getDecoder().decode(text)).asCharBuffer().toString();
            case BYTES -> Base64.getDecoder().decode(text);
            default -> null;
        };
    }

    /** For somebody who looks at it: bytes as text if they are some, else as Base64. */
    String shown() {
        if (original() instanceof String original) {
            return original;
        }
        String decoded = utf8(Base64.getDecoder().decode(text));
        return decoded == null ? text : decoded;
    }

    /** What was shown as such a text: bytes, if they are none in UTF-8, else the text. */
    static Object ofShown(String shown) {
        try {
            byte[] bytes = Base64.getDecoder().decode(shown);
            return bytes.length > 0 && utf8(bytes) == null ? bytes : shown;
        } catch (IllegalArgumentException e) {
            return shown;
        }
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
