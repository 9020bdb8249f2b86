package org.extoledestination.activemqbatch;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.DefaultJmsKeyFormatStrategy;
import org.apache.camel.component.jms.JmsKeyFormatStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of a JMS message what a route sees: the names are those of Camel's {@code activemq:}. */
public final class MessageBinding {

    private static final Logger log = LoggerFactory.getLogger(MessageBinding.class);

    /** Header with what a message holds that is neither text nor bytes, so that a route can lay it aside. */
    public static final String UNREAD = "JMSUnreadContent";

    /** Exchange property: how many messages of the same sequence were read and wait for this one. */
    public static final String BEHIND = "activemqBatchBehind";

    /** Exchange property: for people, why a message is parked. */
    public static final String PARKED = "parkedReason";

    /** Exchange property of a failed exchange: a map of names and values for the MDC of lines that speak of its failure. */
    public static final String LOG_CONTEXT = "activemqBatchLogContext";

    /**
     * Exchange property: a {@link java.util.function.BooleanSupplier} that says whether this process may still begin
     * something for the message. After false only {@link PostponedException} is of use.
     */
    public static final String GOES_ON = "activemqBatchGoesOn";

    private static final JmsKeyFormatStrategy NAMES = new DefaultJmsKeyFormatStrategy();

    private MessageBinding() {}

    /** About how many bytes of memory a message takes up. */
    static int size(Message message) {
        return message instanceof org.apache.activemq.command.Message own ? Math.max(0, own.getSize()) : 0;
    }

    /** The readable part of an unreadable message: its id, and its content as it came. */
    static void bindUnread(String id, Message message, Exchange exchange) {
        exchange.getIn().setHeader("JMSMessageID", id);
        bindUnread(message, exchange.getIn());
    }

    private static void bindUnread(Message message, org.apache.camel.Message in) {
        byte[] unread = unread(message);
        if (unread.length > 0) {
            in.setHeader(UNREAD, unread);
        }
    }

    private static byte[] unread(Message message) {
        return message instanceof org.apache.activemq.command.Message other && other.getContent() != null
                ? Arrays.copyOfRange(
                        other.getContent().data,
                        other.getContent().offset,
                        other.getContent().offset + other.getContent().length)
                : new byte[0];
    }

    /** Its text, or its bytes; of any other message the bytes as its sender's library packed them. */
    public static Object content(Message message) {
        Object body = body(message);
        return body == null ? unread(message) : body;
    }

    /** Copies body and headers. */
    public static void bind(Message message, Exchange exchange) throws JMSException {
        org.apache.camel.Message in = exchange.getIn();
        in.setBody(body(message));
        if (in.getBody() == null) {
            bindUnread(message, in);
        }
        in.setHeader("JMSMessageID", message.getJMSMessageID());
        if (message.getJMSCorrelationID() != null) {
            in.setHeader("JMSCorrelationID", message.getJMSCorrelationID());
        }
        in.setHeader("JMSTimestamp", message.getJMSTimestamp());
        in.setHeader("JMSRedelivered", message.getJMSRedelivered());
        in.setHeader("JMSPriority", message.getJMSPriority());
        if (message.getJMSType() != null) {
            in.setHeader("JMSType", message.getJMSType());
        }
        bindProperties(message, in);
    }

    /** A message whose properties are no such has none: it is for a route to refuse, and must not block its queue. */
    private static void bindProperties(Message message, org.apache.camel.Message in) {
        try {
            copyProperties(message, in);
        } catch (JMSException | RuntimeException e) {
            log.debug("The properties of a message cannot be read: {}", Outage.place(e));
        }
    }

    private static void copyProperties(Message message, org.apache.camel.Message in) throws JMSException {
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = String.valueOf(names.nextElement());
            String key = NAMES.decodeKey(name);
            // Camel obeys headers of its own: they do not come from outside.
            if (!key.toLowerCase(Locale.ROOT).startsWith("camel")) {
                in.setHeader(key, message.getObjectProperty(name));
            }
        }
    }

    /** None of a message that is not packed as it says. */
    private static @Nullable Object body(Message message) {
        try {
            return textOrBytes(message);
        } catch (JMSException | RuntimeException e) {
            log.debug("The body of a message cannot be read: {}", Outage.place(e));
            return null;
        }
    }

    /** Texts and bytes alone: to unpack an ObjectMessage could run code of its sender's choice. */
    private static @Nullable Object textOrBytes(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            // It may have been read before, for an attempt that failed.
            bytes.reset();
            byte[] content = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(content);
            return content;
        }
        return null;
    }
}
