package org.extoledestination.activemqbatch;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQSession;
import org.apache.activemq.transport.DefaultTransportListener;
import org.extoledestination.telemetry.FaultPlace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the broker with one consumer. To be used by one thread. */
final class Subscription implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Subscription.class);

    private final Connection connection;
    private final MessageConsumer consumer;
    private volatile @Nullable Exception fault;

    private Subscription(Connection connection, String destination) throws JMSException {
        this.connection = connection;
        if (connection instanceof ActiveMQConnection own) {
            // After a reconnect the client would take what the broker sends again for duplicates, and have it thrown
            // into the broker's DLQ.
            own.setCheckForDuplicates(false);
        }
        connection.setExceptionListener(e -> fault = e);
        // Each message by itself: one that waits for long keeps no other from being acknowledged.
        Session session = connection.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        consumer = session.createConsumer(session.createQueue(destination));
        connection.start();
        if (connection instanceof ActiveMQConnection own) {
            own.addTransportListener(new Interruptions());
        }
    }

    /** With a {@code failover:} address a lost connection shows only here. */
    private final class Interruptions extends DefaultTransportListener {
        @Override
        public void transportInterupted() {
            fault = new IOException("The connection was interrupted");
        }
    }

    /**
     * Connects. Blocks for as long as the connection factory does.
     *
     * @param destination the queue's name, with ActiveMQ's options behind it
     */
    static Subscription open(ConnectionFactory connections, String destination) throws JMSException {
        Connection connection = connections.createConnection();
        try {
            return new Subscription(connection, destination);
        } catch (JMSException | RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /** What the broker or the connection has complained about; null while all is well. */
    @Nullable
    Exception fault() {
        return fault;
    }

    /** The next message, or null if none comes in time; does not wait if {@code millis} is 0. */
    @Nullable
    Message receive(long millis) throws JMSException {
        return millis > 0 ? consumer.receive(millis) : consumer.receiveNoWait();
    }

    /** Gives the messages back that were not acknowledged. */
    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (JMSException | RuntimeException e) {
            log.debug("Closing a connection failed: {}", FaultPlace.of(e));
        }
    }
}
