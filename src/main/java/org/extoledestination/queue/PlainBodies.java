package org.extoledestination.queue;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.extoledestination.activemqbatch.MessageBinding;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.support.converter.SimpleMessageConverter;

/**
 * Converts messages for {@code activemq:}. An ObjectMessage is never deserialized, which could run code of its sender's
 * choice. A route sees its bytes as they came, and those of what cannot be unpacked: none blocks its queue.
 */
final class PlainBodies extends SimpleMessageConverter {

    @Override
    public Object fromMessage(Message message) {
        try {
            return message instanceof MapMessage map ? extractMapFromMessage(map) : MessageBinding.content(message);
        } catch (JMSException | RuntimeException e) {
            // A corrupt map would be redelivered forever.
            return MessageBinding.content(message);
        }
    }

    @Override
    public Message toMessage(@Nullable Object body, Session session) throws JMSException {
        return body == null ? session.createMessage() : super.toMessage(body, session);
    }
}
