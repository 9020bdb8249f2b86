package org.extoledestination.queue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.extoledestination.activemqbatch.MessageBinding;

/**
 * Makes of a message that no route can take one that anybody can read. For routes:
 * {@code bean: {ref: refusedMessages, method: prepare}}.
 */
public final class RefusedMessages {

    /** The header with the reason. */
    static final String REASON = "refusedReason";

    RefusedMessages() {}

    /**
     * Leaves the text, or what there was instead as Base64, and these headers: the reason, the queue that it comes from,
     * and the broker's id that it had there.
     */
    public void prepare(Exchange exchange) {
        Message message = exchange.getMessage();
        String reason = message.getHeader(REASON, "failed: no reason is known", String.class);
        Object id = message.getHeader("JMSMessageID");
        String text = text(message);
        message.removeHeaders("*");
        message.setBody(text);
        message.setHeader(REASON, reason);
        message.setHeader("refusedFrom", queue(exchange));
        if (id instanceof String jmsMessageId) {
            message.setHeader("refusedMessageId", jmsMessageId);
        }
    }

    private static String queue(Exchange exchange) {
        String uri = exchange.getFromEndpoint() == null
                ? ""
                : exchange.getFromEndpoint().getEndpointBaseUri();
        return uri.substring(uri.lastIndexOf(':') + 1).replace("//", "");
    }

    private static String text(Message message) {
        if (message.getBody() instanceof String text) {
            return text;
        }
        byte[] bytes = message.getBody() instanceof byte[] body
                ? body
                : message.getHeader(MessageBinding.UNREAD, new byte[0], byte[].class);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }
}
