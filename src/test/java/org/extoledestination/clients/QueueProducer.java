package org.extoledestination.clients;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.apache.activemq.ActiveMQConnectionFactory;

/** A sender that has a broker instead of HTTP. */
final class QueueProducer {

    private QueueProducer() {}

    static void send(String brokerUrl, String event) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(brokerUrl).createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(session.createQueue("segment.events"));
            producer.send(session.createTextMessage(event));
            session.commit();
        }
    }
}
