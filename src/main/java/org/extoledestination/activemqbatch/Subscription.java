package org.extoledestination.activemqbatch;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQMessageConsumer;
import org.apache.activemq.ActiveMQSession;
import org.apache.activemq.command.MessageDispatch;
import org.apache.activemq.transport.DefaultTransportListener;
import org.apache.activemq.transport.vm.VMTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker with one consumer. To be used by one thread. The broker sends ahead by number; of large
 * messages as many bytes at most as there is room for: then nothing is read from the connection, and the broker waits.
 */
final class Subscription implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Subscription.class);

    private static final long LOOK_MILLIS = 100;

    private final Connection connection;
    private final long mostAhead;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long ahead;
    private boolean closed;
    private volatile @Nullable MessageConsumer consumer;
    private volatile @Nullable Exception fault;

    private Subscription(Connection connection, String destination, @Nullable String selector, long mostAhead)
            throws JMSException {
        this.connection = connection;
        this.mostAhead = mostAhead;
        if (connection instanceof ActiveMQConnection own) {
            // After a reconnect the client would take what the broker sends again for duplicates, and have it thrown
            // into the broker's DLQ.
            own.setCheckForDuplicates(false);
            // What arrives is in the consumer's queue at once, where it is counted, not in one of the session before.
            own.setAlwaysSessionAsync(false);
        }
        connection.setExceptionListener(e -> fault = e);
        // Each message by itself: one that waits for long keeps no other from being acknowledged.
        Session session = connection.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        if (connection instanceof ActiveMQConnection own) {
            // Before the consumer is there: the broker sends from the moment on that it knows of it.
            own.addTransportListener(new Arrivals(own.getTransport().narrow(VMTransport.class) != null));
        }
        consumer = session.createConsumer(session.createQueue(destination), selector);
        connection.start();
    }

    private final class Arrivals extends DefaultTransportListener {

        private final boolean isEmbedded;

        /** A broker in this process has them in its own memory, which is bounded, and must not be made to wait. */
        private Arrivals(boolean isEmbedded) {
            this.isEmbedded = isEmbedded;
        }

        /** With a {@code failover:} address a lost connection shows only here. */
        @Override
        public void transportInterupted() {
            fault = new IOException("The connection was interrupted");
        }

        /** Called by the thread that reads from the connection, when the consumer has the message. */
        @Override
        public void onCommand(Object command) {
            if (!isEmbedded && command instanceof MessageDispatch dispatch && dispatch.getMessage() != null) {
                awaitRoom(dispatch.getMessage().getSize());
            }
        }
    }

    private void awaitRoom(long size) {
        lock.lock();
        try {
            ahead += size;
            while (!closed && ahead > mostAhead && messagesAhead() > 0) {
                changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a message that has been read. Those that the client has thrown away, for they were too old, are gone too. */
    private void read(@Nullable Message message) {
        lock.lock();
        try {
            ahead = message == null && messagesAhead() == 0
                    ? 0
                    : ahead - (message == null ? 0 : MessageBinding.size(message));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many messages have arrived that were not read yet; 0 until the broker has confirmed the consumer. */
    int messagesAhead() {
        return consumer instanceof ActiveMQMessageConsumer own ? own.getMessageSize() : 0;
    }

    /**
     * Connects. Blocks for as long as the connection factory does.
     *
     * @param destination the queue's name, with ActiveMQ's options behind it
     * @param selector which messages; null: all
     * @param mostAhead how many bytes of messages may have arrived before they are read, but for the last one and for
     *     the few that arrive before the broker has confirmed the consumer
     */
    static Subscription open(
            ConnectionFactory connections, String destination, @Nullable String selector, long mostAhead)
            throws JMSException {
        Connection connection = connections.createConnection();
        try {
            return new Subscription(connection, destination, selector, mostAhead);
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
        MessageConsumer source = Objects.requireNonNull(consumer);
        Message message = millis > 0 ? source.receive(millis) : source.receiveNoWait();
        read(message);
        return message;
    }

    /** Gives the messages back that were not acknowledged. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (JMSException | RuntimeException e) {
            log.debug("Closing a connection failed: {}", Outage.place(e));
        }
    }
}
