package org.extoledestination.activemqbatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Camel's way to {@code activemq-batch:} endpoints. */
@Component("activemq-batch")
public class ActiveMqBatchComponent extends DefaultComponent {

    @Metadata(autowired = true)
    private @Nullable ConnectionFactory connectionFactory;

    @Metadata(label = "monitoring", autowired = true)
    private @Nullable MeterRegistry meterRegistry;

    @Metadata(label = "monitoring", defaultValue = "camel.activemq.batch")
    private String meterPrefix = "camel.activemq.batch";

    @Metadata(label = "advanced")
    private Consumer<Throwable> failureObserver = failure -> {};

    @Metadata(label = "advanced")
    private @Nullable ToLongFunction<Exchange> weigher;

    private final Map<String, Partitions> partitions = new ConcurrentHashMap<>();

    private @Nullable BatchMeters meters;

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        MeterRegistry registry = meterRegistry;
        meters = new BatchMeters(registry != null ? registry : new CompositeMeterRegistry(), meterPrefix);
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
        return meters().consumers().stream()
                .flatMap(consumer -> Optional.ofNullable(consumer.fault()).stream())
                .findFirst();
    }

    /** The queues of which messages fail over and over. */
    public List<Failing> failing() {
        return meters().consumers().stream()
                .flatMap(consumer -> consumer.trouble().stream())
                .toList();
    }

    /** How often each message has failed of those that wait for another attempt, by the broker's id. */
    public Map<String, Integer> failures() {
        Map<String, Integer> failures = new HashMap<>();
        meters().consumers().forEach(consumer -> failures.putAll(consumer.failures()));
        return failures;
    }

    /** The messages of a queue that were read and are not acknowledged: not every broker shows those. For looking only. */
    public List<Message> taken(String queue) {
        return meters().consumers().stream()
                .flatMap(consumer -> consumer.taken(queue).stream())
                .toList();
    }

    /** Whether what reads this queue takes nothing now. */
    public boolean isSuspended(String queue) {
        return meters().consumers().stream().anyMatch(consumer -> consumer.isSuspended() && consumer.reads(queue));
    }

    /** How many messages were parked since the start. */
    public long parked() {
        return meters().parkedUntilNow();
    }

    /** In place of this queue those are read. To be called before an endpoint is made for it. */
    public void partition(String queue, Partitions queues) {
        partitions.put(queue, queues);
    }

    Optional<Partitions> partitions(String queue) {
        return Optional.ofNullable(partitions.get(queue));
    }

    BatchMeters meters() {
        return Objects.requireNonNull(meters, "The component has not been started");
    }

    public @Nullable ConnectionFactory getConnectionFactory() {
        return connectionFactory;
    }

    /** The brokers to read from, where an endpoint names no other: ActiveMQ Classic or Artemis. No pool and no cache around it. */
    public void setConnectionFactory(ConnectionFactory connectionFactory) {
        this.connectionFactory = connectionFactory;
    }

    public @Nullable MeterRegistry getMeterRegistry() {
        return meterRegistry;
    }

    /** Where meters are registered; without it nothing is measured. */
    public void setMeterRegistry(MeterRegistry meterRegistry) {
        this.meterRegistry = meterRegistry;
    }

    public String getMeterPrefix() {
        return meterPrefix;
    }

    /** The prefix of the meters' names. */
    public void setMeterPrefix(String meterPrefix) {
        this.meterPrefix = meterPrefix;
    }

    public Consumer<Throwable> getFailureObserver() {
        return failureObserver;
    }

    /** Hears of everything with which a route or the reading ends unforeseen, for example to end the process when its memory is full. */
    public void setFailureObserver(Consumer<Throwable> failureObserver) {
        this.failureObserver = failureObserver;
    }

    public @Nullable ToLongFunction<Exchange> getWeigher() {
        return weigher;
    }

    /** How many bytes of memory processing a message will take, at most; without it the size of the message counts. */
    public void setWeigher(ToLongFunction<Exchange> weigher) {
        this.weigher = weigher;
    }
}
