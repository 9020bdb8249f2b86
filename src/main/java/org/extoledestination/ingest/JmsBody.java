package org.extoledestination.ingest;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The body of a message as bytes. Only texts and bytes are looked into: an ObjectMessage could run code of its sender's
 * choice.
 */
final class JmsBody {

    /** Message property: {@code gzip} for packed bytes. JMS has no name for it, and no hyphens in names. */
    static final String CONTENT_ENCODING = "contentEncoding";

    /** A few kilobytes can inflate to gigabytes; no honest message becomes as large as this. */
    private static final long MOST_INFLATED = 32L << 20;

    private JmsBody() {}

    /** The bytes as they came; none if the message holds neither text nor bytes. */
    static byte[] raw(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        }
        return new byte[0];
    }

    /**
     * The bytes, inflated.
     *
     * @throws RefusedException if they are not packed as the message says
     */
    static byte[] inflated(byte[] raw, Message message) throws JMSException {
        String encoding = message.getStringProperty(CONTENT_ENCODING);
        if (encoding == null || message instanceof TextMessage) {
            return raw;
        }
        try {
            return Bodies.read(new ByteArrayInputStream(raw), encoding, MOST_INFLATED);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory cannot fail", e);
        }
    }
}
