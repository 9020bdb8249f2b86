package org.extoledestination.abuse;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.extoledestination.support.ExternalBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies on its queues, the queues move on, and nothing but events within Extole's contract leaves. */
@Tag("alone")
class AbuseMessagesTest {

    @TempDir
    private Path folder;

    @Test
    void noMessageBlocksAQueue() {
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
                Arena arena = new Arena(folder, "queue.broker-url=" + broker.url())) {
            HonestProducer producer = new HonestProducer(broker.url(), arena.ledger());
            Map<String, HostileMessages.Made> all = new TreeMap<>(HostileMessages.all());
            arena.strike("messages on segment.events", attack -> send(broker, "segment.events", all, attack));
            arena.strike("foreign messages on extole.events", attack -> send(broker, "extole.events", all, attack));
            arena.strike(
                    "foreign messages on segment.events.refused",
                    attack -> send(broker, "segment.events.refused", all, attack));
            arena.strike("answers asked for", attack -> {
                if (waiting(broker, HostileMessages.STOLEN) > 0) {
                    attack.fault("an answer went where a message asked for it");
                }
            });
            producer.close();
            arena.judge();
        }
    }

    private static void send(
            ExternalBroker broker, String queue, Map<String, HostileMessages.Made> messages, Attack attack)
            throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection()) {
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            int turn = 0;
            for (HostileMessages.Made made : messages.values()) {
                long begin = System.nanoTime();
                // By turns lost with the broker and kept, urgent and not.
                producer.send(
                        made.of(session),
                        turn % 2 == 0 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT,
                        turn % 10,
                        0);
                attack.heard("sent", Duration.ofNanos(System.nanoTime() - begin));
                turn++;
            }
        }
    }

    private static int waiting(ExternalBroker broker, String queue) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url()).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            QueueBrowser browser = session.createBrowser(session.createQueue(queue));
            int waiting = 0;
            while (browser.getEnumeration().hasMoreElements() && waiting < 1) {
                waiting++;
            }
            return waiting;
        }
    }
}
