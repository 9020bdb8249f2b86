package org.extoledestination.queue.refused;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.event.SegmentEvent.Header;
import org.extoledestination.queue.refused.RefusedRows.Choice;
import org.extoledestination.queue.refused.RefusedRows.Full;
import org.jspecify.annotations.Nullable;

/** Puts refused messages onto the queue that they came from, as they came. */
record RefusedReplay(RefusedRows rows, ActiveMQConnectionFactory connections) {

    /**
     * Replays these in one commit, in their order, but for those that are neither text nor bytes. First they are
     * queued, then removed from the table: a kill in between loses nothing, and a repeat is known by its
     * {@link Origin}.
     *
     * @param source whom they count for, whatever they say; null: as they say
     * @return the numbers of those that stay
     */
    List<Long> replay(List<Full> some, @Nullable String source) throws JMSException {
        List<Full> able = only(some, true);
        if (!able.isEmpty()) {
            send(able, source);
            rows.remove(Choice.of(ids(able)));
        }
        return ids(only(some, false));
    }

    private static List<Full> only(List<Full> some, boolean isAble) {
        return some.stream()
                .filter(each -> (each.content().original() != null) == isAble)
                .toList();
    }

    private static List<Long> ids(List<Full> all) {
        return all.stream().map(each -> each.message().id()).toList();
    }

    void send(List<Full> all, @Nullable String source) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            for (Full each : all) {
                send(each, source, session);
            }
            session.commit();
        }
    }

    private static void send(Full full, @Nullable String source, Session session) throws JMSException {
        Message message = full.content().original() instanceof byte[] content
                ? bytes(session.createBytesMessage(), content)
                : session.createTextMessage((String) full.content().original());
        for (Map.Entry<String, Object> property : properties(full).entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        if (source != null) {
            message.setStringProperty(Header.SOURCE, source);
        }
        session.createProducer(session.createQueue(full.message().queue())).send(message);
    }

    private static Map<String, Object> properties(Full full) {
        try {
            return RefusedMessages.JSON.readValue(full.properties(), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The properties of a refused message cannot be read", e);
        }
    }

    private static BytesMessage bytes(BytesMessage message, byte[] content) throws JMSException {
        message.writeBytes(content);
        return message;
    }
}
