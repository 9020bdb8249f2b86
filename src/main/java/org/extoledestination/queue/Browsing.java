package org.extoledestination.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.util.JMSExceptionSupport;
import org.extoledestination.platform.telemetry.FaultPlace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through queues for a limited time: a broker that hangs takes a connection and never answers, and behind
 * {@code failover:} one that is away is waited for without end.
 */
record Browsing(ConnectionFactory connections) {

    private static final Logger log = LoggerFactory.getLogger(Browsing.class);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(8);

    /** The number of whole messages in memory while browsing. */
    private static final String FEW_AHEAD = "?consumer.prefetchSize=10";

    /** The action for each message. */
    interface Visitor {
        /** Whether to go on with this queue. */
        boolean visit(Message message) throws JMSException;
    }

    /** The same of one queue. */
    void browse(String queue, @Nullable String selector, Duration longest, Visitor visitor) throws JMSException {
        browse(List.of(queue), selector, longest, visitor);
    }

    /**
     * Shows the visitor one message after the other, queue by queue, on another thread.
     *
     * @param longest how long it may take
     * @throws JMSException if the broker does not answer; its cause is a {@link TimeoutException} if that took too long
     */
    void browse(Collection<String> queues, @Nullable String selector, Duration longest, Visitor visitor)
            throws JMSException {
        Look look = new Look(queues, selector, visitor);
        FutureTask<Boolean> task = new FutureTask<>(look::isWhole);
        inBackground(task);
        try {
            task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JMSException broken) {
                throw broken;
            }
            throw new IllegalStateException("The queues " + queues + " cannot be looked through", e);
        } catch (TimeoutException e) {
            inBackground(look::end);
            throw JMSExceptionSupport.create(
                    "The broker does not answer within " + longest.toSeconds() + " s. Mend it and try again.", e);
        } catch (InterruptedException e) {
            inBackground(look::end);
            Thread.currentThread().interrupt();
            throw JMSExceptionSupport.create("Stopped while the broker was asked", e);
        }
    }

    /** Whether nothing waits in a queue. */
    boolean isEmpty(String queue) throws JMSException {
        AtomicBoolean isEmpty = new AtomicBoolean(true);
        browse(queue, null, LONGEST_LOOK, message -> {
            isEmpty.set(false);
            return false;
        });
        return isEmpty.get();
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "queue-browser");
        thread.setDaemon(true);
        thread.start();
    }

    /** One look, which ends early when its connection is closed: ActiveMQ does not heed an interruption everywhere. */
    private final class Look {

        private final Collection<String> queues;
        private final @Nullable String selector;
        private final Visitor visitor;
        private volatile @Nullable Connection open;
        private volatile boolean isOver;

        private Look(Collection<String> queues, @Nullable String selector, Visitor visitor) {
            this.queues = queues;
            this.selector = selector;
            this.visitor = visitor;
        }

        private boolean isWhole() throws JMSException {
            try (Connection connection = connections.createConnection()) {
                open = connection;
                return !isOver && isWhole(connection);
            }
        }

        private boolean isWhole(Connection connection) throws JMSException {
            try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                connection.start();
                boolean isWhole = true;
                for (String queue : queues) {
                    isWhole &= !isOver && isWhole(session, queue);
                }
                return isWhole;
            }
        }

        private boolean isWhole(Session session, String queue) throws JMSException {
            try (QueueBrowser browser = session.createBrowser(session.createQueue(queue + FEW_AHEAD), selector)) {
                Enumeration<?> messages = browser.getEnumeration();
                boolean goesOn = true;
                while (goesOn && messages.hasMoreElements()) {
                    goesOn = messages.nextElement() instanceof Message message && visitor.visit(message);
                }
                return goesOn;
            }
        }

        private void end() {
            isOver = true;
            Connection connection = open;
            if (connection != null) {
                try {
                    connection.close();
                } catch (JMSException e) {
                    log.debug("A look into a queue does not end at once: {}", FaultPlace.of(e));
                }
            }
        }
    }
}
