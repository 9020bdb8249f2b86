package org.extoledestination.abuse;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.ActiveMQConnectionFactory;

/** Puts numbered events on {@code segment.events}, one at a time, at a modest rate. */
final class HonestProducer implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;
    private static final int PEOPLE = 3;

    private final String broker;
    private final HonestLedger ledger;
    private final Thread thread = new Thread(this::run, "honest-producer");
    private volatile boolean sending = true;

    HonestProducer(String broker, HonestLedger ledger) {
        this.broker = broker;
        this.ledger = ledger;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (Connection connection = new ActiveMQConnectionFactory(broker).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue("segment.events"));
            for (int turn = 0; sending; turn++) {
                String person = "j" + turn % PEOPLE;
                String id = ledger.next(person);
                producer.send(session.createTextMessage("{\"type\":\"track\",\"event\":\"Step\",\"userId\":\"honest-"
                        + person + "\",\"messageId\":\"" + id + "\"}"));
                ledger.accepted(id);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
        } catch (JMSException e) {
            throw new IllegalStateException("The honest producer has lost the broker", e);
        }
    }

    @Override
    public void close() {
        sending = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
