package org.extoledestination.torture;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The queue {@code segment.events} of a broker. A commit is the yes. */
final class JmsDoor implements Sender.Door {

    private final ActiveMQConnectionFactory connections;
    private final long seed;
    private @Nullable Connection connection;
    private @Nullable Session session;
    private @Nullable MessageProducer producer;

    JmsDoor(String url, long seed) {
        this.connections = new ActiveMQConnectionFactory(url);
        this.seed = seed;
    }

    @Override
    public boolean isKept(List<Numbered> events) {
        try {
            send(events);
            return true;
        } catch (JMSException e) {
            close();
            return false;
        }
    }

    /** The first by itself, the others as an array. */
    private void send(List<Numbered> events) throws JMSException {
        if (session == null || producer == null) {
            Connection opened = connections.createConnection();
            connection = opened;
            opened.start();
            session = opened.createSession(true, Session.SESSION_TRANSACTED);
            producer = session.createProducer(session.createQueue("segment.events"));
        }
        producer.send(session.createTextMessage(events.get(0).json(seed)));
        if (events.size() > 1) {
            producer.send(session.createTextMessage(
                    events.stream().skip(1).map(event -> event.json(seed)).collect(Collectors.joining(",", "[", "]"))));
        }
        session.commit();
    }

    @Override
    public void close() {
        Connection broken = connection;
        connection = null;
        session = null;
        producer = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (JMSException e) {
                // It was broken.
            }
        }
    }
}
