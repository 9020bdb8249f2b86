package org.extoledestination.activemqbatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.RedeliveryPolicy;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.command.ActiveMQQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** A broker with a store and a socket, and applications that read the queue {@code work} from it. */
final class Rig {

    private static final String QUEUE = "work";

    private final Path folder;
    private final List<CamelContext> applications = new ArrayList<>();
    private BrokerService broker;
    private int port;
    private @Nullable Partitions partitions;

    Rig(Path folder) throws Exception {
        this.folder = folder;
        broker = launch();
    }

    private BrokerService launch() throws Exception {
        BrokerService launched = new BrokerService();
        launched.setBrokerName("rig");
        launched.setDataDirectory(folder.toString());
        launched.setUseJmx(false);
        launched.setAdvisorySupport(false);
        launched.setUseShutdownHook(false);
        port = launched.addConnector("tcp://127.0.0.1:" + port)
                .getServer()
                .getSocketAddress()
                .getPort();
        launched.start();
        launched.waitUntilStarted();
        return launched;
    }

    void stopBroker() throws Exception {
        broker.stop();
        broker.waitUntilStopped();
    }

    void startBroker() throws Exception {
        broker = launch();
    }

    /** Applications that are started later have these in place of the queue. */
    void partition(Partitions queues) {
        partitions = queues;
    }

    /** Starts an application. {@code options} are those of the endpoint. */
    CamelContext application(String options, Processor processor, BatchListener... listeners) throws Exception {
        return application("", options, processor, listeners);
    }

    /** The same by way of a {@code failover:} address. */
    CamelContext application(String scheme, String options, Processor processor, BatchListener... listeners)
            throws Exception {
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getShutdownStrategy().setTimeout(5);
        camel.getRegistry().bind("meters", new SimpleMeterRegistry());
        ActiveMqBatchComponent component = camel.getComponent("activemq-batch", ActiveMqBatchComponent.class);
        component.setConnectionFactory(connections(scheme));
        if (partitions != null) {
            component.partition(QUEUE, partitions);
        }
        camel.getRegistry().bind("own", (Predicate<Throwable>) failure -> failure instanceof IllegalStateException);
        String names = "";
        for (int i = 0; i < listeners.length; i++) {
            camel.getRegistry().bind("listener" + i, listeners[i]);
            names += (i == 0 ? "&batchListeners=" : ",") + "#listener" + i;
        }
        String uri = "activemq-batch:" + QUEUE + "?redeliveryDelay=20&maximumRedeliveryDelay=100&recoveryInterval=100&"
                + options + names;
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId("work").process(processor);
            }
        });
        applications.add(camel);
        camel.start();
        return camel;
    }

    /** Connections to it, perhaps by way of a {@code failover:} address. */
    ActiveMQConnectionFactory connections(String scheme) {
        String address = "tcp://127.0.0.1:" + port;
        ActiveMQConnectionFactory connections =
                new ActiveMQConnectionFactory(scheme.isEmpty() ? address : scheme + ":(" + address + ")");
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
        connections.setRedeliveryPolicy(policy);
        return connections;
    }

    /** A sequence and a text, written {@code person:text}. */
    void send(String... messages) throws JMSException {
        send(0, messages);
    }

    /** The same of messages that are of no use any more after so many milliseconds. */
    void send(long timeToLive, String... messages) throws JMSException {
        try (Connection connection = connections("").createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.setTimeToLive(timeToLive);
            for (String each : messages) {
                String person = each.substring(0, each.indexOf(':'));
                TextMessage message = session.createTextMessage(each);
                message.setStringProperty("person", person);
                message.setStringProperty("JMSXGroupID", "group-" + person.hashCode() % 64);
                producer.send(message);
            }
            session.commit();
        }
    }

    /** How many messages the broker has, read or not. */
    long depth() throws Exception {
        return broker.getRegionBroker().getDestinations(new ActiveMQQueue(QUEUE)).stream()
                .mapToLong(
                        queue -> queue.getDestinationStatistics().getMessages().getCount())
                .sum();
    }

    /** How many read the queue, or stand by to do so. */
    long consumers() throws Exception {
        return broker.getRegionBroker().getDestinations(new ActiveMQQueue(QUEUE)).stream()
                .mapToLong(queue -> queue.getConsumers().size())
                .sum();
    }

    /** How many were thrown into the broker's own dead-letter queue. */
    long brokerDeadLetters() throws Exception {
        return broker.getRegionBroker().getDestinations(new ActiveMQQueue("ActiveMQ.DLQ")).stream()
                .mapToLong(
                        queue -> queue.getDestinationStatistics().getMessages().getCount())
                .sum();
    }

    void close() throws Exception {
        applications.forEach(CamelContext::stop);
        broker.stop();
        broker.waitUntilStopped();
    }
}
