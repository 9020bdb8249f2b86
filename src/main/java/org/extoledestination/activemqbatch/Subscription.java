package org.extoledestination.activemqbatch;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * One connection to the broker with a consumer for each queue that is read. To be used by one thread. The broker sends ahead
 * by number; of large messages as many bytes at most as there is room for: then nothing is read from the connection, and the
 * broker waits.
 */
final class Subscription implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Subscription.class);

    private static final long LOOK_MILLIS = 100;

    private final Connection connection;
    private final Session session;
    private final long mostAhead;
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long ahead;
    private long arrived;
    private boolean closed;
    /** The broker's answer comes behind the messages that it has sent. */
    private boolean isAsking;

    private int turn;
    private volatile @Nullable Exception fault;

    /** One queue that is read. */
    static final class Source {

        private final String queue;
        private final MessageConsumer consumer;
        private boolean isOpen = true;

        private Source(String queue, MessageConsumer consumer) {
            this.queue = queue;
            this.consumer = consumer;
        }

        /** The queue's name. */
        String queue() {
            return queue;
        }

        /** Whether its messages can be acknowledged. For the one thread that uses the subscription. */
        boolean isOpen() {
            return isOpen;
        }

        private int messagesAhead() {
            return consumer instanceof ActiveMQMessageConsumer own ? own.getMessageSize() : 0;
        }
    }

    /** A message, and where it is acknowledged. */
    record Received(Source source, Message message) {}

    private Subscription(Connection connection, long mostAhead) throws JMSException {
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
        session = connection.createSession(false, ActiveMQSession.INDIVIDUAL_ACKNOWLEDGE);
        if (connection instanceof ActiveMQConnection own) {
            // Before the consumer is there: the broker sends from the moment on that it knows of it.
            own.addTransportListener(new Arrivals(own.getTransport().narrow(VMTransport.class) != null));
        }
        connection.start();
    }

    /**
     * Reads one more queue.
     *
     * @param destination the queue's name, with ActiveMQ's options behind it
     * @param selector which messages; null: all
     */
    Source read(String queue, String destination, @Nullable String selector) throws JMSException {
        asking(true);
        try {
            Source source = new Source(queue, session.createConsumer(session.createQueue(destination), selector));
            sources.add(source);
            return source;
        } finally {
            asking(false);
        }
    }

    /** Reads one of them no more, and gives its messages back that were not acknowledged. */
    void leave(Source source) throws JMSException {
        sources.remove(source);
        source.isOpen = false;
        asking(true);
        try {
            source.consumer.close();
        } finally {
            asking(false);
        }
    }

    private void asking(boolean now) {
        lock.lock();
        try {
            isAsking = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
                arrived(dispatch.getMessage().getSize());
            }
        }
    }

    private void arrived(long size) {
        lock.lock();
        try {
            arrived++;
            changed.signalAll();
            ahead += size;
            while (!closed && !isAsking && ahead > mostAhead && messagesAhead() > 0) {
                changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a message that has been read. Those that the client has thrown away, for they were too old, are gone too. */
    private void count(@Nullable Message message) {
        lock.lock();
        try {
            ahead = message == null && messagesAhead() == 0
                    ? 0
                    : ahead - (message == null ? 0 : MessageBinding.size(message));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many messages have arrived that were not read yet; none of a queue until the broker has confirmed its consumer. */
    int messagesAhead() {
        int all = 0;
        for (Source source : sources) {
            all += source.messagesAhead();
        }
        return all;
    }

    /**
     * Connects, and reads nothing. Blocks for as long as the connection factory does.
     *
     * @param mostAhead how many bytes of messages may have arrived before they are read, but for the last one and for
     *     the few that arrive before the broker has confirmed a consumer
     */
    static Subscription open(ConnectionFactory connections, long mostAhead) throws JMSException {
        Connection connection = connections.createConnection();
        try {
            return new Subscription(connection, mostAhead);
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
    Received receive(long millis) throws JMSException {
        Received received = sources.size() == 1 ? receive(sources.get(0), millis) : receiveOfAny(millis);
        count(received == null ? null : received.message());
        return received;
    }

    private static @Nullable Received receive(Source source, long millis) throws JMSException {
        Message message = millis > 0 ? source.consumer.receive(millis) : source.consumer.receiveNoWait();
        return message == null ? null : new Received(source, message);
    }

    private @Nullable Received receiveOfAny(long millis) throws JMSException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            long seen = arrivedUntilNow();
            for (int i = 0; i < sources.size(); i++) {
                // After one of a queue one of the next: none has to wait for a longer one.
                turn = (turn + 1) % sources.size();
                Received received = receive(sources.get(turn), 0);
                if (received != null) {
                    return received;
                }
            }
            long left = end - System.nanoTime();
            if (left <= 0 || !hasMore(seen, left)) {
                return null;
            }
        }
    }

    private long arrivedUntilNow() {
        lock.lock();
        try {
            return arrived;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until more has arrived than was seen, or the time is over. */
    private boolean hasMore(long seen, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (arrived == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return arrived != seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the messages back that were not acknowledged. */
    @Override
    public void close() {
        sources.forEach(source -> source.isOpen = false);
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
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
