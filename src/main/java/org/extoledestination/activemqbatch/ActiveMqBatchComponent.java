package org.extoledestination.activemqbatch;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.extoledestination.telemetry.Meters;

/** Camel's way to {@code activemq-batch:} endpoints. */
public final class ActiveMqBatchComponent extends DefaultComponent {

    private final ConnectionFactory connectionFactory;
    private final BatchMeters meters;

    /** Reads from the brokers of {@code connectionFactory}, which is not to pool or cache anything. */
    public ActiveMqBatchComponent(ConnectionFactory connectionFactory, Meters meters) {
        this.connectionFactory = connectionFactory;
        this.meters = new BatchMeters(meters);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        String queue = remaining.startsWith("queue:") ? remaining.substring("queue:".length()) : remaining;
        if (queue.isBlank() || queue.startsWith("topic:")) {
            throw new IllegalArgumentException("activemq-batch needs the name of a queue: activemq-batch:orders");
        }
        ActiveMqBatchEndpoint endpoint = new ActiveMqBatchEndpoint(uri, this, queue);
        List<BatchListener> listeners =
                resolveAndRemoveReferenceListParameter(parameters, "batchListeners", BatchListener.class);
        if (listeners != null) {
            endpoint.setBatchListeners(listeners);
        }
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Why nothing comes from a broker, if it is so. */
    public Optional<String> fault() {
        return meters.consumers().stream()
                .flatMap(consumer -> Optional.ofNullable(consumer.fault()).stream())
                .findFirst();
    }

    /** The queues of which messages fail over and over. */
    public List<Failing> failing() {
        return meters.consumers().stream()
                .flatMap(consumer -> consumer.trouble().stream())
                .toList();
    }

    /** How often each message has failed of those that wait for another attempt, by the broker's id. */
    public Map<String, Integer> failures() {
        Map<String, Integer> failures = new HashMap<>();
        meters.consumers().forEach(consumer -> failures.putAll(consumer.failures()));
        return failures;
    }

    /** The messages of a queue that were read and are not acknowledged: not every broker shows those. For looking only. */
    public List<Message> taken(String queue) {
        return meters.consumers().stream()
                .flatMap(consumer -> consumer.taken(queue).stream())
                .toList();
    }

    /** How many messages were parked since the start. */
    public long parked() {
        return meters.parkedUntilNow();
    }

    ConnectionFactory connectionFactory() {
        return connectionFactory;
    }

    BatchMeters meters() {
        return meters;
    }
}
